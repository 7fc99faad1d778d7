import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ReaderResult } from "../readers/reader-job.ts";
import { node, start } from "./bench-child.ts";
import { startRedis, wireCalls } from "./bench-redis.ts";
import { cpuMs, memoryMb } from "./process-usage.ts";

/** What some seconds of steady load cost all servers together, and their Redis. */
export interface Measured {
  readonly events: number;
  readonly seconds: number;
  /** Milliseconds. */
  readonly serverCpu: number;
  /** Seconds. */
  readonly redisCpu: number;
  /** Commands over the wire. */
  readonly calls: number;
  /** What the servers' resident memory grew by, in MB. */
  readonly rss: number;
  /** What the data take in Redis at the end, in MB. */
  readonly redisMb: number;
}

export interface MeasuredLoad {
  /** Open streams, shared evenly by the instances. */
  readonly streams: number;
  readonly instances?: number;
  /** Settings of each server. */
  readonly env?: Readonly<Record<string, string>>;
  /** Pause between two events of a stream, in milliseconds. */
  readonly intervalMs?: number;
  readonly out: string;
}

/** What the servers sign with. */
export const benchSecret = "b".repeat(48);
const root = path.join(import.meta.dirname, "../..");
/** From the last arrival to the measurement: before that, compiling takes more time than the events. */
const warmUpMs = 5_000;
const measuredMs = 5_000;

/** Streams of 512-byte events that stay open, on as many servers as wanted; measured once all of them are there. */
export async function measureServers(load: MeasuredLoad): Promise<Measured> {
  const { streams, instances = 1, env = {}, intervalMs = 500, out } = load;
  return withServers({ instances, env }, async (servers, redis) => {
    const arriveMs = Math.max(500, streams);
    const job = {
      streams: Math.round(streams / instances),
      intervalMs,
      eventBytes: 512,
      arriveMs,
      events: Math.ceil((1.2 * (arriveMs + warmUpMs + measuredMs + 2_000)) / intervalMs),
      folder: out,
    };
    const rss = () => servers.reduce((sum, { pid }) => sum + memoryMb(pid), 0);
    const cpu = () => servers.reduce((sum, { pid }) => sum + cpuMs(pid), 0);
    const rssBefore = rss();
    const script = path.join(import.meta.dirname, "../readers/floor-reader.ts");
    const readers = servers.map(({ url }) =>
      start(node, [script, JSON.stringify({ ...job, url }), "shared"], { limitMs: 60_000 }),
    );
    await sleep(arriveMs + warmUpMs);
    await redis.reset();
    const before = { cpu: cpu(), at: performance.now() };
    await sleep(measuredMs);
    const serverCpu = cpu() - before.cpu;
    const seconds = (performance.now() - before.at) / 1_000;
    const { calls, cpuSec, memoryMb: redisMb } = await redis.stats();
    const grown = rss() - rssBefore;
    for (const reader of await Promise.all(readers)) {
      await reader.stop();
      const { open } = reader.said as unknown as ReaderResult;
      if (open < 0.99 * job.streams) throw new Error(`Only ${open} of ${job.streams} streams were open.`);
    }
    const events = calls.rpush ?? 0;
    return { events, seconds, serverCpu, redisCpu: cpuSec, calls: wireCalls(calls), rss: grown, redisMb };
  });
}

export interface BenchServer {
  readonly url: string;
  readonly pid: number;
}

/** Starts one Redis and servers before it, and stops all of them afterwards, whatever happens. */
export async function withServers<T>(
  { instances = 1, env = {} }: { instances?: number; env?: Readonly<Record<string, string>> },
  use: (servers: readonly BenchServer[], redis: Awaited<ReturnType<typeof startRedis>>) => Promise<T>,
): Promise<T> {
  const redis = await startRedis();
  const stops: (() => Promise<void>)[] = [];
  try {
    const servers: BenchServer[] = [];
    for (let i = 0; i < instances; i++) {
      const server = await start(node, [path.join(root, "reference-server/main.ts")], {
        env: {
          PORT: "0",
          REDIS_URL: redis.url,
          SSE_RESUME_SECRET: benchSecret,
          LOG_LEVEL: "warn",
          SSE_RESUME_LIVE_RPM: "1000000",
          SHUTDOWN_GRACE_SEC: "1",
          ...env,
        },
      });
      stops.push(() => server.stop());
      servers.push({ url: server.said.url as string, pid: server.pid });
    }
    return await use(servers, redis);
  } finally {
    await Promise.all(stops.map((stop) => stop()));
    await redis.stop();
  }
}
