import type { Scenario } from "../harness/plan/scenario.ts";

/** Redis answers, but later than any command may take (2 s). Running streams must not wait for it. */
export const redisLatency: Scenario = {
  name: "redis-latency",
  cause: "The way to Redis has become so slow that its commands run into their time limit.",
  symptom: "404 STREAM_STATE_NOT_FOUND (redis_unavailable) on resumes; connected clients notice nothing.",
  fix: "Mend the network; meanwhile clients wait for Retry-After and the server keeps what Redis lacks.",
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
    faults: [{ kind: "redis-latency", atMs: 2_000, options: { latencyMs: 1_300 } }],
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
    faults: [{ kind: "redis-latency", atMs: 2_000, forMs: 1_500, options: { latencyMs: 1_300 } }],
    client: { retries: 10, startAnew: true },
    limits: { reconnectP99Ms: 8_000 }, // the outage itself is part of it
    expect: {
      uncutMustComplete: true,
      telemetry: ["assist.sse.redis_unavailable"],
      tolerate: ["unresumable"],
    },
  },
};
