import type { FaultMaker } from "./fault.ts";

/** All connections to Redis are reset once; new ones are served. */
export const redisReset: FaultMaker = (_spec, { redis }) => ({
  name: "redis-reset",
  async start() {
    const open = redis.proxy.open;
    if (open === 0) throw new Error("No connection to Redis was open, so none could be reset.");
    redis.proxy.reset();
    return {
      seen: { code: "redis-connections-reset", connections: open },
      observed: `proxy: ${open} connections reset`,
      afterMs: 0,
    };
  },
  async end() {},
});
