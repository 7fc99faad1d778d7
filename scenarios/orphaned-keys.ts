import type { Scenario } from "../harness/plan/scenario.ts";

/** Abandoned streams: data that nobody will ask for again must go. 15 minutes of life are 3 s in the fixed face. */
export const orphanedKeys: Scenario = {
  name: "orphaned-keys",
  cause: "Clients abandon their streams, and each leaves its buffer and state in Redis for 15 minutes.",
  symptom: "Far more stream keys in Redis than streams are running; memory grows with the number of visitors.",
  fix: "SSE_STATE_TTL_SEC and SSE_SNAPSHOT_TTL_SEC no longer than the absence that is promised.",
  timeScale: 1,
  load: [
    {
      role: "cut",
      streams: 240,
      arriveWithinMs: 6_000,
      events: 40,
      intervalMs: 40,
      eventBytes: 512,
      cuts: [{ afterEvents: [5, 20], where: ["after-event", "mid-event"], awayMs: [200, 1_200] }],
    },
    { role: "orphan", streams: 120, arriveWithinMs: 6_000, events: 30, intervalMs: 40, eventBytes: 512, cuts: [] },
  ],
  symptoms: [{ kind: "disproved", fault: "leftover-keys" }],
  inject: {
    server: { SSE_STATE_TTL_SEC: "900", SSE_SNAPSHOT_TTL_SEC: "900" },
    faults: [{ kind: "leftover-keys", atMs: 500, options: { running: 5, ttlSec: 3 } }],
    client: { retries: 3, startAnew: true },
  },
  fixed: {
    server: { SSE_STATE_TTL_SEC: "3", SSE_SNAPSHOT_TTL_SEC: "3" },
    faults: [{ kind: "leftover-keys", atMs: 500, options: { running: 5, ttlSec: 3 } }],
    client: { retries: 3, startAnew: true },
  },
};
