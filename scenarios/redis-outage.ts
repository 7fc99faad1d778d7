import type { Scenario } from "../harness/plan/scenario.ts";
import { unnoticed } from "./redis-away.ts";

/** Runbook, cause 3. Running streams must not notice; resumes get 404 until Redis is back. */
export const redisOutage: Scenario = {
  name: "redis-outage",
  cause: "Redis is away, so no stream's state can be read (runbook, cause 3).",
  symptom: "404 STREAM_STATE_NOT_FOUND (redis_unavailable) on resumes; running streams still complete.",
  fix: "Bring Redis back with its append-only file; the server appends what it kept, clients wait for Retry-After.",
  timeScale: 20,
  load: [
    {
      role: "cut",
      streams: 260,
      arriveWithinMs: 3_500,
      events: 60,
      intervalMs: 50,
      eventBytes: 512,
      cuts: [
        { afterEvents: [5, 20], where: ["after-event", "mid-event"], awayMs: [3_000, 4_500] },
        { afterEvents: [30, 55], where: ["after-event"], awayMs: [50, 300] },
      ],
    },
    { role: "uncut", streams: 60, arriveWithinMs: 6_000, events: 60, intervalMs: 50, eventBytes: 512, cuts: [] },
  ],
  symptoms: [{ kind: "refused", status: 404, code: "STREAM_STATE_NOT_FOUND", reason: "redis_unavailable" }],
  inject: {
    server: {},
    faults: [{ kind: "redis-killed", atMs: 4_000 }],
    client: { retries: 0, startAnew: false },
    expect: { ...unnoticed, minShare: 90, phase: "fault" },
  },
  fixed: {
    server: {},
    faults: [{ kind: "redis-killed", atMs: 4_000, forMs: 3_000 }],
    client: { retries: 10, startAnew: true },
    limits: { reconnectP99Ms: 20_000 }, // the outage is part of it, and the time until Redis is up again: ten seconds on a busy machine
    expect: unnoticed,
  },
};
