import { writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startChild } from "../../harness/child.ts";
import { node, start } from "../processes/bench-child.ts";
import { cpuMs, memoryMb } from "../processes/process-usage.ts";
import type { ReaderJob, ReaderResult } from "./reader-job.ts";

/** Virtual users; each holds its share of the streams at once. */
const users = 40;

/** Stock k6 on the same load. It is measured from outside, by /proc, in the time in which all streams are open. */
export async function runK6(k6: string, job: Omit<ReaderJob, "url">): Promise<ReaderResult> {
  const source = await start(node, [path.join(import.meta.dirname, "../source/lean-source.ts")]);
  const script = path.join(job.folder, "k6-reader.js");
  writeFileSync(script, scriptOf(source.said.url as string, job));
  const child = startChild(k6, ["run", "--quiet", "--no-summary", "--no-usage-report", script]);
  try {
    const pid = child.pid as number;
    await sleep(job.arriveMs + job.settleMs);
    const tell = async () =>
      (await (await fetch(`${source.said.url}/stats`)).json()) as { open: number; frames: number };
    const before = { cpu: cpuMs(pid), at: performance.now(), frames: (await tell()).frames };
    const windowMs = (job.events - 1) * job.intervalMs - job.arriveMs - job.settleMs;
    await sleep(windowMs);
    const rssMb = memoryMb(pid);
    const seconds = (performance.now() - before.at) / 1_000;
    const { open: connections, frames } = await tell();
    const open = connections - 1; // but for the one that asked
    return {
      open,
      events: frames - before.frames,
      bytes: 0,
      seconds,
      cpuMs: cpuMs(pid) - before.cpu,
      rssMb,
      kibPerStream: (rssMb * 1e6) / 1_024 / job.streams,
      loopDelayP99Ms: Number.NaN,
    };
  } finally {
    await child.end("SIGKILL");
    await source.stop();
  }
}

function scriptOf(url: string, { streams, events, intervalMs, eventBytes, arriveMs }: Omit<ReaderJob, "url">): string {
  const body = JSON.stringify({
    brief: "x".repeat(40),
    flags: { reference: { events, interval_ms: intervalMs, event_bytes: eventBytes, seed: 1 } },
  });
  return `import http from "k6/http";
export const options = { scenarios: { read: { executor: "per-vu-iterations", vus: ${users}, iterations: 1, maxDuration: "300s" } } };
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export default async function () {
  const all = [];
  for (let i = 0; i < ${Math.ceil(streams / users)}; i++) {
    all.push(http.asyncRequest("POST", "${url}/assist/draft-graph/stream", ${JSON.stringify(body)}, { timeout: "${Math.round(events * intervalMs + 5_000)}ms", headers: { "Content-Type": "application/json" } }));
    await sleep(${arriveMs / Math.ceil(streams / users)});
  }
  await Promise.all(all);
}
`;
}
