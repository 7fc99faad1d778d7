import { until } from "../wait.ts";
import type { FaultMaker } from "./fault.ts";

/** The network to Redis drops all packets. */
export const redisBlackhole: FaultMaker = (_spec, { redis }) => ({
  name: "redis-blackhole",
  async start(signal) {
    redis.proxy.blackhole(true);
    const afterMs = await until("packets to be dropped", async () => !(await redis.answers()), {
      limitMs: 5_000,
      signal,
    });
    return {
      seen: { code: "redis-unreachable", silentMs: 500 },
      observed: "proxy: PING accepted and unanswered for 500 ms",
      afterMs,
    };
  },
  async end() {
    redis.proxy.blackhole(false);
  },
});
