import type { FaultSeen } from "../history/fault-seen.ts";
import { redisCommand } from "../redis/command.ts";
import { until } from "../wait.ts";
import type { FaultMaker } from "./fault.ts";

const mib = 1024 * 1024;

/**
 * Redis may use `options.maxMb` MiB. Above that it refuses writes (`noeviction`, the default) or evicts the least recently used
 * keys (`allkeys-lru`, with `options.evict` 1). With `options.hits` 1, the start waits until that happens.
 */
export const redisMemoryLimit: FaultMaker = ({ options }, { redis }) => {
  const max = Math.round((options?.maxMb ?? 8) * mib);
  const policy = options?.evict ? "allkeys-lru" : "noeviction";
  const { port } = redis.proxy;
  const set = async (name: string, value: string) => {
    const reply = await redisCommand(port, ["CONFIG", "SET", name, value]);
    if (reply !== "OK") throw new Error(`CONFIG SET ${name} ${value}: ${reply}`);
  };
  return {
    name: "redis-memory-limit",
    async start(signal) {
      if (redis.how === "url")
        throw new Error("A Redis that is given by its URL gets no memory limit. Use --redis binary.");
      await set("maxmemory-policy", policy);
      await set("maxmemory", String(max));
      let last: Reading = { seen: { code: "redis-writes", maxBytes: max, refused: 0 }, text: "not read", hit: false };
      const reached = async () => {
        last = await read(port, policy, max);
        return last.hit || !options?.hits;
      };
      const afterMs = await until("the memory limit to be reached", reached, { limitMs: 20_000, everyMs: 100, signal });
      return { seen: last.seen, observed: `maxmemory ${max / mib} MiB, ${policy}: ${last.text}`, afterMs };
    },
    async end() {
      if (redis.how !== "url") await set("maxmemory", "0");
    },
  };
};

interface Reading {
  readonly seen: FaultSeen;
  readonly text: string;
  readonly hit: boolean;
}

/** Whether writes are refused, or keys were evicted, and the numbers that show it. */
async function read(port: number, policy: string, maxBytes: number): Promise<Reading> {
  if (policy === "allkeys-lru") {
    const evicted = Number(/evicted_keys:(\d+)/.exec(await redisCommand(port, ["INFO", "stats"]))?.[1] ?? 0);
    return {
      seen: { code: "redis-evicts", maxBytes, keys: evicted },
      text: `${evicted} keys evicted`,
      hit: evicted > 0,
    };
  }
  const reply = await redisCommand(port, ["SET", "resume-gate:probe", "1", "EX", "5"]);
  const refused = reply.startsWith("-OOM");
  const seen = { code: "redis-writes", maxBytes, refused: refused ? 1 : 0 } as const;
  return { seen, text: refused ? "a write was refused with OOM" : "writes are accepted", hit: refused };
}
