import path from "node:path";
import { newLiveCounts, RecentTokens, Sessions } from "../../harness/engine/context.ts";
import { FaceTimers } from "../../harness/engine/face-timers.ts";
import { Http2Sessions } from "../../harness/engine/http/http2-sessions.ts";
import { runPlan } from "../../harness/engine/run-plan.ts";
import { FLAG } from "../../harness/history/event-flags.ts";
import { HistoryWriter } from "../../harness/history/history-writer.ts";
import type { EventsRecord, HistoryRecord } from "../../harness/history/records.ts";
import type { StreamPlan } from "../../harness/plan/face-plan.ts";
import { draftGraph } from "../../harness/protocols/draft-graph/draft-graph.ts";
import { describedSource } from "./described-source.ts";
import { measure, type Progress, readJob, report } from "./reader-job.ts";

/**
 * Our own engine, as a run uses it: every event parsed, proved, and written to a history. The second argument says by what it is
 * proved: its chain (absent), or as `describedSource` has it. With `http2` as the third it shares sessions of HTTP/2.
 */
const job = readJob();
const kind = process.argv[3] ?? "chain";
const protocol = kind === "chain" ? draftGraph : describedSource(kind, job);
const readings = kind === "witness" ? 2 : 1;
const live = newLiveCounts(job.streams);
const start = performance.now();
const now = () => Math.round((performance.now() - start) * 100) / 100;
const stop = new AbortController();
const writer = new HistoryWriter(path.join(job.folder, "engine.ndjson"), (error) => {
  throw error;
});
const seen = { unproved: 0, dropped: 0, refused: 0, failed: 0, lateMs: 0 };
const sink = {
  write(record: HistoryRecord) {
    writer.write(record);
    if (record.k === "dropped") seen.dropped++;
    else if (record.k === "stream") seen.lateMs = Math.max(seen.lateMs, now() - record.due);
    else if (record.k === "close" && record.why !== "aborted" && record.why !== "cut" && record.why !== "complete")
      seen.failed++;
    else if (record.k === "ev") seen.unproved += unprovedIn(record);
  },
};

/** Payloads whose chain does not follow; events without a number or a mark. */
function unprovedIn({ seq, idx, fl, lo }: EventsRecord): number {
  let count = 0;
  if (kind === "number") return seq.filter((each) => each < 0).length;
  if (kind !== "chain") return lo?.filter((each) => each === 0).length ?? 0;
  for (let i = 0; i < fl.length; i++) if ((idx[i] as number) >= 0 && ((fl[i] as number) & FLAG.linked) === 0) count++;
  return count;
}

const streams: StreamPlan[] = Array.from({ length: job.streams }, (_, s) => ({
  s,
  role: "uncut",
  dueMs: (s / job.streams) * job.arriveMs,
  workload: { events: job.events, interval_ms: job.intervalMs, event_bytes: job.eventBytes, seed: s },
  cuts: [],
}));
let others = 0;
const timers = new FaceTimers(stop.signal);
const progress: Progress = {
  get open() {
    return live.open;
  },
  get events() {
    return live.events / readings;
  },
  bytes: 0,
};
const plan = { streams, faults: [], client: { retries: 0, startAnew: false }, expectedMs: 0 };
const running = runPlan(plan, {
  protocol,
  instances: [new URL(job.url)],
  headers: {},
  otherIdentity: null,
  traceparent: null,
  secrets: [],
  tokens: new RecentTokens(),
  sessions: new Sessions(),
  policy: plan.client,
  limits: { answerMs: 30_000, idleMs: 60_000, eventMs: 60_000 },
  sink,
  signal: stop.signal,
  timers,
  http2: process.argv[4] === "http2" ? new Http2Sessions() : undefined,
  live,
  now,
  nextStream: () => job.streams + others++,
});
const result = await measure({ ...job, streams: job.streams }, progress, () => {});
stop.abort();
await running;
timers.close();
await writer.end({ at: now(), status: "interrupted", loopDelayP99Ms: result.loopDelayP99Ms });
report({ ...result, extra: { ...seen, records: writer.records } });
