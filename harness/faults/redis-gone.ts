import type { BreakableRedis } from "../redis/breakable-redis.ts";
import { until } from "../wait.ts";
import type { Fault, FaultMaker } from "./fault.ts";

/** Redis is killed (runbook, cause 3). It comes back with what its append-only file holds. */
export const redisKilled: FaultMaker = (_spec, { redis }) => gone("redis-killed", redis, () => redis.kill());

/** Redis is shut down cleanly. */
export const redisStopped: FaultMaker = (_spec, { redis }) => gone("redis-stopped", redis, () => redis.stop());

function gone(name: "redis-killed" | "redis-stopped", redis: BreakableRedis, make: () => Promise<void>): Fault {
  return {
    name,
    async start(signal) {
      await make();
      const afterMs = await until("Redis to be gone", async () => !(await redis.answers()), { limitMs: 5_000, signal });
      return { seen: { code: "redis-refuses" }, observed: `${redis.how}: PING refused`, afterMs };
    },
    end: () => redis.restart(),
  };
}
