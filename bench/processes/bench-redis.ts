import { Redis } from "ioredis";
import { startChild } from "../../harness/child.ts";
import { freePort } from "../../harness/free-port.ts";
import { isInstalled } from "./bench-child.ts";

export interface BenchRedis {
  readonly url: string;
  /** Calls by command, and CPU seconds, since the last `reset`. */
  stats(): Promise<{ calls: Record<string, number>; cpuSec: number; memoryMb: number }>;
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** A redis-server of our own, in memory only. @throws Error when there is none */
export async function startRedis(): Promise<BenchRedis> {
  if (!(await isInstalled("redis-server")))
    throw new Error("There is no redis-server: sudo apt-get install redis-server.");
  const port = await freePort();
  const child = startChild("redis-server", ["--port", String(port), "--save", "", "--bind", "127.0.0.1"]);
  const client = new Redis(port, "127.0.0.1", { maxRetriesPerRequest: 50 });
  client.on("error", () => {}); // not up yet
  await client.ping();
  const cpu = async () => {
    const info = await client.info("cpu");
    return ["used_cpu_sys", "used_cpu_user"].reduce(
      (sum, name) => sum + Number(new RegExp(`${name}:([\\d.]+)`).exec(info)?.[1]),
      0,
    );
  };
  let cpuBefore = await cpu();
  return {
    url: `redis://127.0.0.1:${port}`,
    async stats() {
      const calls: Record<string, number> = {};
      for (const [, name = "", count] of (await client.info("commandstats")).matchAll(/cmdstat_(\S+):calls=(\d+)/g))
        calls[name] = Number(count);
      const memory = Number(/used_memory:(\d+)/.exec(await client.info("memory"))?.[1]) / 1e6;
      return { calls, cpuSec: (await cpu()) - cpuBefore, memoryMb: memory };
    },
    async reset() {
      await client.config("RESETSTAT");
      cpuBefore = await cpu();
    },
    async stop() {
      client.disconnect();
      await child.end();
    },
  };
}

/** Commands that came over the wire, i.e. not those that a script called inside Redis. */
export function wireCalls(calls: Record<string, number>): number {
  return (calls.evalsha ?? 0) + (calls.eval ?? 0);
}
