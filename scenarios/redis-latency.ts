import type { Scenario } from "../harness/plan/scenario.ts";
import { redisAway, unnoticed } from "./redis-away.ts";

/** Redis answers, but later than any command may take (2 s). Running streams must not wait for it. */
export const redisLatency: Scenario = {
  name: "redis-latency",
  cause: "The way to Redis has become so slow that its commands run into their time limit.",
  symptom: "404 STREAM_STATE_NOT_FOUND (redis_unavailable) on resumes; connected clients notice nothing.",
  fix: "Mend the network; meanwhile clients wait for Retry-After and the server keeps what Redis lacks.",
  timeScale: 1,
  ...redisAway,
  inject: {
    server: {},
    faults: [{ kind: "redis-latency", atMs: 2_000, options: { latencyMs: 1_300 } }],
    client: { retries: 0, startAnew: false },
    expect: { ...unnoticed, minShare: 90, phase: "fault" },
  },
  fixed: {
    server: {},
    faults: [{ kind: "redis-latency", atMs: 2_000, forMs: 1_500, options: { latencyMs: 1_300 } }],
    client: { retries: 10, startAnew: true },
    limits: { reconnectP99Ms: 15_000 }, // the outage itself is part of it
    expect: unnoticed,
  },
};
