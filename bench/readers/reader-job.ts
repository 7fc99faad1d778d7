import { monitorEventLoopDelay } from "node:perf_hooks";

/** A reader's job, as JSON in its first argument. */
export interface ReaderJob {
  readonly url: string;
  readonly streams: number;
  readonly events: number;
  readonly intervalMs: number;
  readonly eventBytes: number;
  /** Arrivals are spread evenly over this time, in milliseconds. */
  readonly arriveMs: number;
  /** From the last arrival to the measured time, in milliseconds: code is compiled and the heap grows to its size. */
  readonly settleMs: number;
  /** Where a history may be written. */
  readonly folder: string;
}

/** What a reader prints, as JSON, of the time in which all streams are open. */
export interface ReaderResult {
  readonly open: number;
  readonly events: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly cpuMs: number;
  readonly rssMb: number;
  /** Resident memory gained since before the first stream, by stream. */
  readonly kibPerStream: number;
  readonly loopDelayP99Ms: number;
  readonly extra?: Readonly<Record<string, unknown>>;
}

export interface Progress {
  open: number;
  events: number;
  bytes: number;
}

export function readJob(): ReaderJob {
  return JSON.parse(process.argv[2] as string) as ReaderJob;
}

/** A stream's start request. The seed gives each its own pauses: with the same ones all streams would speak at once. */
export function requestOf(job: ReaderJob, seed: number): { head: string; body: string } {
  const { url, events, intervalMs, eventBytes } = job;
  const reference = { events, interval_ms: intervalMs, event_bytes: eventBytes, seed };
  const body = JSON.stringify({ brief: "x".repeat(40), flags: { reference } });
  const head = `POST /assist/draft-graph/stream HTTP/1.1\r\nHost: ${new URL(url).host}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
  return { head, body };
}

/** Opens all streams on schedule, lets them settle, then measures until shortly before the first ends. */
export async function measure(
  job: ReaderJob,
  progress: Progress,
  openStream: (number: number) => void,
): Promise<Omit<ReaderResult, "extra">> {
  const rssBefore = process.memoryUsage.rss();
  const start = performance.now();
  if (job.arriveMs > 0) await arrive(job, start, openStream);
  await until(start + job.arriveMs + job.settleMs);
  const loop = monitorEventLoopDelay({ resolution: 10 });
  loop.enable();
  const before = { ...progress, cpu: process.cpuUsage(), at: performance.now() };
  await until(start + (job.events - 1) * job.intervalMs);
  const cpu = process.cpuUsage(before.cpu);
  const rss = process.memoryUsage.rss();
  loop.disable();
  return {
    open: progress.open,
    events: progress.events - before.events,
    bytes: progress.bytes - before.bytes,
    seconds: (performance.now() - before.at) / 1_000,
    cpuMs: (cpu.user + cpu.system) / 1_000,
    rssMb: rss / 1e6,
    kibPerStream: (rss - rssBefore) / 1_024 / job.streams,
    loopDelayP99Ms: loop.percentile(99) / 1e6,
  };
}

async function arrive(job: ReaderJob, start: number, openStream: (number: number) => void): Promise<void> {
  for (let opened = 0; opened < job.streams; ) {
    const due = Math.min(job.streams, Math.floor(((performance.now() - start) / job.arriveMs) * job.streams));
    while (opened < due) openStream(opened++);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function until(at: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, at - performance.now())));
}

/** Prints the result and ends the process, with all that is still open. */
export function report(result: ReaderResult): never {
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exit(0);
}
