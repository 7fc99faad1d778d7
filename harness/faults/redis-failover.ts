import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../wait.ts";
import type { FaultMaker } from "./fault.ts";

/** How long Sentinel may take to promote the replica, in milliseconds. */
const promotionLimitMs = 15_000;

/**
 * The primary dies, and its writes of the last `options.unreplicatedMs` (default 500) never reached the replica. Sentinel
 * promotes the replica, and the servers' address then leads there, as a Redis operator's service does.
 */
export const redisFailover: FaultMaker = ({ options }, { redis }) => ({
  name: "redis-failover",
  async start(signal) {
    const { failover } = redis;
    if (!failover) throw new Error("This Redis has no replica and no Sentinel.");
    await failover.cutReplication();
    const alone = options?.unreplicatedMs ?? 500;
    await sleep(alone, undefined, { signal });
    await failover.killPrimary();
    let promoted = failover.firstPort;
    const moved = async () => {
      const now = await failover.primary();
      promoted = now.port;
      return now.agrees && now.port !== failover.firstPort;
    };
    const afterMs = await until("Sentinel to promote the replica", moved, { limitMs: promotionLimitMs, signal });
    redis.proxy.retarget({ host: "127.0.0.1", port: promoted });
    redis.proxy.reset();
    return {
      seen: { code: "replica-promoted", unreplicatedMs: alone },
      observed: `primary killed ${alone} ms after its last replicated write; replica promoted by Sentinel`,
      afterMs,
    };
  },
  /** The old primary stays down: it has data that the new one does not have. */
  async end() {},
});
