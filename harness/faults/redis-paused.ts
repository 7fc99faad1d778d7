import { until } from "../wait.ts";
import type { FaultMaker } from "./fault.ts";

/** Redis keeps its connections open and answers nothing. */
export const redisPaused: FaultMaker = (_spec, { redis }) => ({
  name: "redis-paused",
  async start(signal) {
    await redis.pause();
    const afterMs = await until("Redis to fall silent", async () => !(await redis.answers()), {
      limitMs: 5_000,
      signal,
    });
    return {
      seen: { code: "redis-silent", silentMs: 500 },
      observed: `${redis.how}: PING unanswered for 500 ms`,
      afterMs,
    };
  },
  end: () => redis.unpause(),
});
