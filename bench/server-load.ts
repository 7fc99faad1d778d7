import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { node, start } from "./child.ts";
import type { ReaderResult } from "./readers/reader.ts";
import { startRedis, wireCalls } from "./redis.ts";
import type { StormResult } from "./storm.ts";
import { type Bench, type BenchOptions, type Row, short } from "./table.ts";

/** The reference server with resume on: what an event costs it, and how soon a crowd that comes back is served. */
export const serverLoad: Bench = {
  name: "server",
  what: "the reference server and one Redis, 500 to 5,000 streams at 2 events of 512 bytes a second; then 2,000 resumes within a second",
  run: runAll,
};

const root = path.join(import.meta.dirname, "..");

async function runAll({ quick, out }: BenchOptions) {
  const rows: Row[] = [];
  let first = 0;
  for (const streams of quick ? [500] : [500, 2_000, 5_000]) {
    const measured = await withServer(async (url, server, redis) => {
      const job = {
        url,
        streams,
        intervalMs: 500,
        eventBytes: 512,
        arriveMs: streams,
        events: Math.ceil((streams + 12_000) / 500),
        folder: out,
      };
      const rssBefore = memoryMb(server.pid);
      const reader = start(node, [path.join(import.meta.dirname, "readers/floor.ts"), JSON.stringify(job), "shared"], {
        limitMs: 60_000,
      });
      await sleep(job.arriveMs + 2_000);
      await redis.reset();
      const before = { cpu: cpuMs(server.pid), at: performance.now() };
      await sleep(3_500);
      const cpu = cpuMs(server.pid) - before.cpu;
      const seconds = (performance.now() - before.at) / 1_000;
      const { calls, cpuSec } = await redis.stats();
      const rss = memoryMb(server.pid) - rssBefore;
      const child = await reader;
      await child.stop();
      const result = child.said as unknown as ReaderResult;
      const events = calls.rpush ?? 0;
      return { events, seconds, cpu, cpuSec, rss, calls: wireCalls(calls), open: result.open };
    });
    const cost = measured.cpu / measured.events;
    first ||= cost;
    rows.push({
      who: `${streams.toLocaleString("en")} streams`,
      "CPU an event, times the first": short(cost / first),
      "events/s": Math.round(measured.events / measured.seconds),
      "of those wanted %": short((100 * measured.events) / (streams * 2 * measured.seconds)),
      "server CPU s / 1,000": short(cost),
      "Redis CPU s / 1,000": short((measured.cpuSec * 1_000) / measured.events),
      "Redis calls/event": short(measured.calls / measured.events),
      "KiB a stream": short((measured.rss * 1e6) / 1_024 / streams),
    });
  }
  const resumes = quick ? 200 : 2_000;
  const storm = await withServer(async (url) => {
    const child = await start(node, [path.join(import.meta.dirname, "storm.ts"), JSON.stringify({ url, resumes })], {
      limitMs: 90_000,
    });
    await child.stop();
    return child.said as unknown as StormResult;
  });
  rows.push({
    who: `storm of ${resumes.toLocaleString("en")} live resumes in a second`,
    "first byte p50 ms": short(storm.p50),
    "p95 ms": short(storm.p95),
    "p99 ms": short(storm.p99),
    answered: storm.answered,
  });
  return { rows, notes: storm.other.length > 0 ? [`In the storm, other answers: ${storm.other.join(", ")}.`] : [] };
}

async function withServer<T>(
  use: (url: string, server: { pid: number }, redis: Awaited<ReturnType<typeof startRedis>>) => Promise<T>,
): Promise<T> {
  const redis = await startRedis();
  try {
    const server = await start(node, [path.join(root, "reference-server/main.ts")], {
      env: {
        PORT: "0",
        REDIS_URL: redis.url,
        SSE_RESUME_SECRET: "b".repeat(48),
        LOG_LEVEL: "warn",
        SSE_RESUME_LIVE_RPM: "1000000",
        SHUTDOWN_GRACE_SEC: "1",
      },
    });
    try {
      return await use(server.said.url as string, { pid: server.process.pid as number }, redis);
    } finally {
      await server.stop();
    }
  } finally {
    await redis.stop();
  }
}

/** CPU time of a process, in milliseconds: fields 14 and 15 of its stat, in ticks of 10 ms. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function memoryMb(pid: number): number {
  return (Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1]) * 1_024) / 1e6;
}
