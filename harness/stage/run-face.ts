import { monitorEventLoopDelay } from "node:perf_hooks";
import { type FaceContext, type LiveCounts, RecentTokens, Sessions } from "../engine/context.ts";
import { FaceTimers } from "../engine/face-timers.ts";
import { type ExchangeLimits, FaceDeadline } from "../engine/http/exchange.ts";
import { Http2Sessions } from "../engine/http/http2-sessions.ts";
import { runPlan } from "../engine/run-plan.ts";
import { RefusalError } from "../errors.ts";
import type { Fault } from "../faults/fault.ts";
import { createFault } from "../faults/faults.ts";
import { type HistorySink, HistoryWriter } from "../history/history-writer.ts";
import { hundredths } from "../history/hundredths.ts";
import type { EndRecord, FaceInfo, HistoryRecord, NoteRecord, RunInfo } from "../history/records.ts";
import { HISTORY_SCHEMA } from "../history/records.ts";
import { traceparents, traceSource } from "../history/trace-id.ts";
import type { FacePlan } from "../plan/face-plan.ts";
import type { FaultSpec } from "../plan/scenario.ts";
import type { Protocol } from "../protocols/protocol.ts";
import { runFaults } from "./fault-timeline.ts";
import type { ProcessFigures } from "./process-figures.ts";
import { FaceSampler, type Sampled } from "./sampler.ts";
import type { Stage } from "./stage.ts";
import { TelemetryCounter } from "./telemetry-counter.ts";

export interface FaceRun {
  readonly run: RunInfo;
  readonly face: Omit<FaceInfo, "startedAt">;
  readonly plan: FacePlan;
  readonly protocol: Protocol;
  readonly historyFile: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Headers of a client with another API key, where a plan has probes that need one. */
  readonly otherIdentity?: Readonly<Record<string, string>>;
  /** Limits of each exchange other than the usual ones. */
  readonly exchange?: Partial<ExchangeLimits>;
  readonly live: LiveCounts;
  /** Gets a sentence when the history can no longer be written. */
  readonly onWarning?: (text: string) => void;
  readonly root: string;
  /** Aborted when the run is interrupted. */
  readonly signal: AbortSignal;
  /** Sees each record as it is written; a reason that it gives back ends the face. */
  readonly watch?: (record: HistoryRecord) => string | null;
  /** An engine other than our own. It may know better how late the load generator was. */
  readonly load?: (plan: FacePlan, face: FaceContext) => Promise<{ readonly loopDelayP99Ms: number }>;
  /** Sets the stage; the telemetry of its servers comes back through `onLog`. */
  setStage(hooks: {
    onLog(line: Readonly<Record<string, unknown>>): void;
    onTrouble(what: string): void;
    signal: AbortSignal;
  }): Promise<FaceStage>;
}

/** A stage with servers to load; `faults` (ours) and `makeFault` (the user's) are absent where we may break nothing. */
export type FaceStage = Pick<Stage, "entries" | "dispose"> & {
  readonly faults?: Pick<Stage, "redis" | "redisUrl" | "keyringFile" | "servers">;
  makeFault?(spec: FaultSpec): Fault;
  /** What a target's process uses, where we started it. */
  figures?(): Promise<ProcessFigures | null>;
  /** What the servers must keep to themselves: no error body may hold it. */
  readonly secrets?: readonly string[];
};

/** How long a face may go on after its last client should have finished, in milliseconds. */
const overtimeMs = 20_000;
/** What was recorded is on the disk after this long at most: a stream can be replayed while its face runs. */
const flushMs = 1_000;
const limits: ExchangeLimits = { answerMs: 10_000, idleMs: 35_000, eventMs: 35_000 };

/**
 * Runs one face from start to end and leaves its history. Never throws: what went wrong stands in the history, with all
 * that was recorded before it.
 */
export async function runFace(options: FaceRun): Promise<void> {
  const clock = newClock();
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const writer = new HistoryWriter(options.historyFile, (error) => {
    options.onWarning?.(`The history ${options.historyFile} cannot be written any more: ${error.message}.`);
    stop.abort(error);
  });
  const flushing = setInterval(() => writer.flush(), flushMs);
  let stoppedEarly: string | null = null;
  const sink: HistorySink = {
    write(record) {
      writer.write(record);
      const reason = options.watch?.(record) ?? null;
      if (reason === null || stop.signal.aborted) return;
      stoppedEarly = reason;
      stop.abort(new EarlyEnd(reason));
    },
  };
  const notes: NoteRecord[] = [];
  const note = (level: NoteRecord["level"], code: string, text: string) =>
    notes.push({ k: "note", at: clock.now(), level, code, text });
  const telemetry = new TelemetryCounter(clock.now);
  const delay = monitorEventLoopDelay({ resolution: 10 });
  const writeHead = () =>
    sink.write({
      k: "head",
      schema: HISTORY_SCHEMA,
      run: options.run,
      face: { ...options.face, startedAt: clock.startedAt() },
    });
  let status: EndRecord["status"] = "complete";
  let stage: FaceStage | null = null;
  let loopDelay: number | null = null;
  try {
    stage = await options.setStage({
      onLog: (line) => telemetry.onLog(line),
      onTrouble: (what) => note("warn", "NOT_STOPPED", what),
      signal,
    });
    clock.restart(); // the face's time starts with its load; setting the stage is not a part of it
    writeHead();
    delay.enable();
    loopDelay = await runLoad(options, stage, { sink, signal, stop, now: clock.now });
    const { aborted, reason } = stop.signal;
    if (aborted && !(reason instanceof FaceDeadline || reason instanceof EarlyEnd)) status = "failed";
  } catch (error) {
    if (!stage) writeHead();
    if (!options.signal.aborted) {
      status = "failed";
      const code = error instanceof RefusalError ? error.refusal.code : "HARNESS_CRASHED";
      note("error", code, error instanceof Error ? error.message : String(error));
    }
  } finally {
    await stage?.dispose();
    clearInterval(flushing);
    delay.disable();
    for (const record of [...notes, ...telemetry.records()]) sink.write(record);
    const end = {
      at: clock.now(),
      status: options.signal.aborted ? "interrupted" : status,
      ...(stoppedEarly === null ? {} : { stoppedEarly }),
      loopDelayP99Ms: hundredths(loopDelay ?? delay.percentile(99) / 1e6),
    } as const;
    options.watch?.({ k: "end", ...end, records: writer.records });
    await writer.end(end);
  }
}

/** The abort reason when a face's verdict cannot change any more. */
class EarlyEnd extends Error {}

/** Milliseconds since the face's start, to a hundredth, and the moment on the wall at which they began. */
function newClock() {
  let wall = Date.now();
  let start = performance.now();
  return {
    now: () => hundredths(performance.now() - start),
    startedAt: () => wall,
    restart() {
      wall = Date.now();
      start = performance.now();
    },
  };
}

interface Running {
  readonly sink: HistorySink;
  readonly signal: AbortSignal;
  readonly stop: AbortController;
  now(): number;
}

/** @returns the load generator's event-loop delay where its engine is not this process */
async function runLoad(
  options: FaceRun,
  stage: FaceStage,
  { sink, signal, stop, now }: Running,
): Promise<number | null> {
  const { plan } = options;
  let streams = 1 + plan.streams.reduce((most, { s }) => Math.max(most, s), -1);
  const trace = traceSource(options.run, options.face);
  const first = stage.entries[0];
  if (!first) throw new Error("A stage has at least one instance.");
  const face: FaceContext = {
    protocol: options.protocol.forFace?.() ?? options.protocol,
    instances: stage.entries,
    headers: plan.client.acceptEncoding
      ? { ...options.headers, "accept-encoding": plan.client.acceptEncoding }
      : options.headers,
    traceparent: trace && traceparents(trace),
    policy: plan.client,
    limits: { ...limits, eventMs: Math.max(limits.eventMs, 2 * options.face.limits.silenceMs), ...options.exchange },
    otherIdentity: options.otherIdentity ?? null,
    secrets: stage.secrets ?? [],
    tokens: new RecentTokens(),
    sessions: new Sessions(),
    sink,
    signal,
    timers: new FaceTimers(signal),
    http2: plan.client.http2 ? new Http2Sessions() : undefined,
    live: options.live,
    now,
    nextStream: () => streams++,
  };
  const limitMs = plan.expectedMs + overtimeMs;
  const deadline = setTimeout(() => stop.abort(new FaceDeadline(limitMs)), limitMs);
  const loadOver = new AbortController();
  const make = stage.makeFault ?? faultMaker(stage, first, options.root);
  const faults = make
    ? runFaults(plan.faults, { createFault: make, sink, now, signal, loadOver: loadOver.signal })
    : Promise.resolve();
  const sampler = new FaceSampler(sampledOf(stage), {
    now,
    expectedMs: plan.expectedMs,
    take: (each) => sink.write(each),
  });
  try {
    if (options.load) return (await options.load(plan, face)).loopDelayP99Ms;
    await runPlan(plan, face);
    return null;
  } finally {
    clearTimeout(deadline);
    loadOver.abort();
    await faults;
    await sampler.stop();
    face.timers.close();
    face.http2?.close();
  }
}

function sampledOf({ faults, figures }: FaceStage): Sampled | null {
  if (figures) return { figures };
  return faults ? { servers: faults.servers.map(({ url }) => url), redisUrl: faults.redisUrl } : null;
}

function faultMaker({ faults }: FaceStage, entry: URL, root: string): FaceStage["makeFault"] | null {
  if (!faults) return null;
  const instances = faults.servers.map((server) => server.url);
  return (spec) => createFault(spec, { ...faults, instances, entry: entry.href.replace(/\/$/, ""), root });
}
