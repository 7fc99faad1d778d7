import { type FaceContext, RecentTokens, Sessions } from "../engine/context.ts";
import { FaceTimers } from "../engine/face-timers.ts";
import { type ExchangeLimits, FaceDeadline } from "../engine/http/exchange.ts";
import { Http2Sessions } from "../engine/http/http2-sessions.ts";
import { runPlan } from "../engine/run-plan.ts";
import { createFault } from "../faults/faults.ts";
import type { HistorySink } from "../history/history-writer.ts";
import { traceparents, traceSource } from "../history/trace/trace-id.ts";
import type { FaceRun, FaceStage } from "./face-run.ts";
import { runFaults } from "./fault-timeline.ts";
import { FaceSampler, type Sampled } from "./sampler.ts";

/** How long a face may continue after its last client should be done, in milliseconds. */
const overtimeMs = 20_000;
const limits: ExchangeLimits = { answerMs: 10_000, idleMs: 35_000, eventMs: 35_000 };

interface Running {
  readonly sink: HistorySink;
  readonly signal: AbortSignal;
  readonly stop: AbortController;
  now(): number;
}

/** Runs a face's load and its faults. @returns the event-loop delay of an engine in another process, or null for our own */
export async function runLoad(
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
