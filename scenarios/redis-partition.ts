import type { Scenario } from "../harness/plan/scenario.ts";
import { redisAway, unnoticed } from "./redis-away.ts";

/** The network swallows all packets to and from Redis: connections stay open and nothing comes. */
export const redisPartition: Scenario = {
  name: "redis-partition",
  cause: "The network between the servers and Redis is cut, and nobody says so: packets are swallowed.",
  symptom: "404 STREAM_STATE_NOT_FOUND (redis_unavailable) on resumes; running streams still complete.",
  fix: "Heal the network; the server gives silent connections up by itself, appends what it kept, clients retry.",
  timeScale: 1,
  ...redisAway,
  inject: {
    server: {},
    faults: [{ kind: "redis-blackhole", atMs: 2_000 }],
    client: { retries: 0, startAnew: false },
    expect: { ...unnoticed, minShare: 90, phase: "fault" },
  },
  fixed: {
    server: {},
    faults: [{ kind: "redis-blackhole", atMs: 2_000, forMs: 1_500 }],
    client: { retries: 10, startAnew: true },
    expect: unnoticed,
  },
};
