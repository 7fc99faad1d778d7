import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Bench, type BenchOptions, type Row, short, skipped } from "../bench-types.ts";
import { isInstalled, node, start } from "../processes/bench-child.ts";
import { runK6 } from "../readers/k6-reader.ts";
import type { ReaderJob, ReaderResult } from "../readers/reader-job.ts";
import { readerRow } from "../readers/reader-row.ts";

/** (a) What it costs to hold many streams and read them: our engine, with everything checked, against readers that check nothing. */
export const engineCost: Bench = {
  name: "engine",
  what: "10,000 streams at 2 events of 512 bytes a second, from one lean source; each reader in a process of its own",
  run: runAll,
};

interface Reader {
  readonly who: string;
  readonly script: string;
  readonly args: readonly string[];
  /** Processes that share the streams; absent: one. */
  readonly processes?: number;
  /** Connections that each stream holds; absent: one. */
  readonly connections?: number;
}

/** It runs before and after our engine, because its own cost varies from run to run; the mean is compared. */
const floorReader: Reader = { who: "node:net, bytes counted (the floor)", script: "floor-reader.ts", args: [] };

const readers: readonly Reader[] = [
  floorReader,
  { who: "our engine: parsed, proved, recorded", script: "engine-reader.ts", args: [] },
  floorReader,
  { who: "event-source, numbered ids", script: "engine-reader.ts", args: ["number"] },
  { who: "event-source, a number at a JSON pointer", script: "engine-reader.ts", args: ["pointer"] },
  {
    who: "event-source, a witness: each stream is read twice",
    script: "engine-reader.ts",
    args: ["witness"],
    connections: 2,
  },
  floorReader,
  { who: "our engine in two processes (two shards)", script: "engine-reader.ts", args: [], processes: 2 },
  { who: "node:net, one shared read buffer", script: "floor-reader.ts", args: ["shared"] },
  { who: "node:http, bytes counted", script: "node-http-reader.ts", args: [] },
];

async function runAll({ quick, out }: BenchOptions) {
  const job = {
    streams: quick ? 1_000 : 10_000,
    intervalMs: 500,
    eventBytes: 512,
    arriveMs: quick ? 1_000 : 5_000,
    settleMs: quick ? 1_000 : 12_000,
    events: quick ? 12 : 68, // enough for a whole record of each stream while it is measured
    folder: out,
  };
  const notes: string[] = [];
  const rows: Row[] = [];
  const results: (readonly [who: string, result: ReaderResult])[] = [];
  for (const reader of readers) {
    const { who, script } = reader;
    const streams = Math.min(job.streams, mostStreams(reader));
    if (streams < job.streams)
      notes.push(`"${who}" read ${streams} streams: a process may open ${mostOpenFiles()} files here.`);
    const { result, source } = await runReader(reader, { ...job, streams });
    results.push([who, result]);
    if (source.loopDelayP99Ms > 50)
      notes.push(`While "${who}" read, the source itself was late by ${short(source.loopDelayP99Ms)} ms (p99).`);
    if (script === "engine-reader.ts") notes.push(`Our engine: ${JSON.stringify(result.extra)}.`);
  }
  const costs = results.filter(([who]) => who === floorReader.who).map(([, { cpuMs, events }]) => cpuMs / events);
  const floor = costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
  for (const [who, result] of results) rows.push(readerRow(who, result, { floor }));
  const k6 = await isInstalled("k6");
  if (!k6) notes.push(skipped("k6", "go install go.k6.io/k6@v1.8.1"));
  else {
    const result = await runK6(k6, job);
    rows.push(readerRow("k6, http.asyncRequest cut by its timeout", result, { floor }));
    notes.push(
      "k6 hands over whole bodies at their end: it saw no event's time and checked nothing; its whole run is measured, start included.",
    );
  }
  return { rows, notes };
}

/** Files that a process opens besides its connections: a generous guess. */
const otherFiles = 500;

/** The most streams that the limit of open files allows one process, of the source as well as of the reader. */
function mostStreams({ connections = 1 }: Reader): number {
  return Math.floor((mostOpenFiles() - otherFiles) / connections);
}

/** The hard limit, to which node raises its own (Linux); no limit elsewhere. */
function mostOpenFiles(): number {
  try {
    const limits = readFileSync("/proc/self/limits", "utf8");
    return Number(/^Max open files\s+\d+\s+(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

async function runReader({ script, args, processes = 1 }: Reader, job: Omit<ReaderJob, "url">) {
  const source = await start(node, [path.join(import.meta.dirname, "../source/lean-source.ts")]);
  try {
    const url = source.said.url as string;
    const reader = path.join(import.meta.dirname, "../readers", script);
    const limitMs = job.arriveMs + job.events * job.intervalMs + 30_000;
    const parts = Array.from({ length: processes }, async (_, part) => {
      const folder = path.join(job.folder, `reader-${part}`);
      mkdirSync(folder, { recursive: true });
      const own = { ...job, url, folder, streams: Math.round(job.streams / processes) };
      const child = await start(node, [reader, JSON.stringify(own), ...args], { limitMs });
      await child.stop();
      return child.said as unknown as ReaderResult;
    });
    const result = together(await Promise.all(parts));
    const stats = (await (await fetch(`${url}/stats`)).json()) as { loopDelayP99Ms: number };
    return { result, source: stats };
  } finally {
    await source.stop();
  }
}

/** The results of several processes as one result: sums, and the longest times. */
function together(parts: readonly ReaderResult[]): ReaderResult {
  const [first] = parts;
  if (!first) throw new Error("There was no reader.");
  const sum = (key: "open" | "events" | "bytes" | "cpuMs" | "rssMb") => parts.reduce((all, part) => all + part[key], 0);
  const most = (key: "seconds" | "loopDelayP99Ms") => Math.max(...parts.map((part) => part[key]));
  return {
    ...first,
    ...{ open: sum("open"), events: sum("events"), bytes: sum("bytes"), cpuMs: sum("cpuMs"), rssMb: sum("rssMb") },
    ...{ seconds: most("seconds"), loopDelayP99Ms: most("loopDelayP99Ms") },
    kibPerStream: parts.reduce((all, part) => all + part.kibPerStream, 0) / parts.length,
  };
}
