import type { Scenario } from "../harness/plan/scenario.ts";

/** The network swallows all packets to and from Redis: connections stay open and nothing comes. */
export const redisPartition: Scenario = {
  name: "redis-partition",
  cause: "The network between the servers and Redis is cut, and nobody says so: packets are swallowed.",
  symptom: "404 STREAM_STATE_NOT_FOUND (redis_unavailable) on resumes; running streams still complete.",
  fix: "Heal the network; the server gives silent connections up by itself, appends what it kept, clients retry.",
  timeScale: 1,
  load: [
    {
      role: "cut",
      streams: 220,
      arriveWithinMs: 3_500,
      events: 50,
      intervalMs: 50,
      eventBytes: 512,
      cuts: [
        { afterEvents: [5, 20], where: ["after-event", "mid-event"], awayMs: [2_500, 4_000] },
        { afterEvents: [30, 45], where: ["after-event"], awayMs: [50, 300] },
      ],
    },
    { role: "uncut", streams: 40, arriveWithinMs: 5_000, events: 50, intervalMs: 50, eventBytes: 512, cuts: [] },
  ],
  symptoms: [{ kind: "refused", status: 404, code: "STREAM_STATE_NOT_FOUND", reason: "redis_unavailable" }],
  inject: {
    server: {},
    faults: [{ kind: "redis-blackhole", atMs: 2_000 }],
    client: { retries: 0, startAnew: false },
    expect: {
      minShare: 90,
      phase: "fault",
      uncutMustComplete: true,
      telemetry: ["assist.sse.redis_unavailable"],
      tolerate: ["unresumable"],
    },
  },
  fixed: {
    server: {},
    faults: [{ kind: "redis-blackhole", atMs: 2_000, forMs: 1_500 }],
    client: { retries: 10, startAnew: true },
    expect: {
      uncutMustComplete: true,
      telemetry: ["assist.sse.redis_unavailable"],
      tolerate: ["unresumable"],
    },
  },
};
