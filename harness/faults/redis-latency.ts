import { ping } from "../redis/ping.ts";
import { until } from "../wait.ts";
import type { FaultMaker } from "./fault.ts";

/** Data to and from Redis is delayed by `options.latencyMs` (default 300) in each direction. */
export const redisLatency: FaultMaker = ({ options }, { redis }) => {
  const latencyMs = options?.latencyMs ?? 300;
  return {
    name: "redis-latency",
    async start(signal) {
      redis.proxy.setLatency(latencyMs);
      let tookMs = 0;
      const slow = async () => {
        tookMs = (await ping(redis.proxy.port, 2 * latencyMs + 5_000))?.ms ?? 0;
        return tookMs >= 2 * latencyMs;
      };
      const afterMs = await until("PING to be slow", slow, { limitMs: 2 * latencyMs + 5_000, signal });
      const pingMs = Math.round(tookMs);
      return { seen: { code: "redis-slow", pingMs }, observed: `proxy: PING took ${pingMs} ms`, afterMs };
    },
    async end() {
      redis.proxy.setLatency(0);
    },
  };
};
