import type { FaceFacts } from "../check/face-check.ts";
import type { Finding } from "../check/findings.ts";
import type { StreamOutline } from "../check/outline.ts";
import { kept } from "../figures.ts";
import { traceId } from "../history/trace/trace-id.ts";
import type { FaceMeasure } from "../measure/face-measure.ts";
import { cutIntoPhases, type FaultSpan, faultSpans } from "../measure/phases.ts";
import { percent } from "../measure/wilson.ts";
import { endless, leaveOpen, withoutBlame } from "./blame.ts";
import { isEndless } from "./endless.ts";
import { judgeFace } from "./face-verdict.ts";
import { faceGates } from "./gates.ts";
import { proofOf } from "./proof.ts";
import { growthGates, resourcesOf } from "./resources.ts";
import type { FaceResult, FindingRow, Phase, StreamSketch } from "./results.ts";
import { type Part, summarize } from "./summarize.ts";

/** One face, read and measured. */
export interface FaceReading {
  readonly facts: FaceFacts;
  readonly measure: FaceMeasure;
}

/** A face's part of a summary. */
export function partOf({ facts, measure }: FaceReading): Part {
  return {
    totals: facts.totals,
    reconnect: measure.reconnect,
    latency: measure.latency,
    durationMs: facts.end?.at ?? facts.lastAt,
  };
}

/** Judges one face. Pure. */
export function faceResult(reading: FaceReading): FaceResult {
  const { facts, measure } = reading;
  const { head, totals, end } = facts;
  const spans = faultSpans(facts.faults);
  const summary = summarize([partOf(reading)], head.run.seed);
  const resources = resourcesOf(facts.samples);
  const measured = faceGates(summary, head.face.limits, head.face.expect, {
    arrivals: totals.plannedStreams,
    uncut: totals.uncut,
    uncutFailed: totals.uncutFailed,
    loopDelayP99Ms: end?.loopDelayP99Ms ?? null,
    graphs: { wanted: totals.graphsWanted, got: totals.graphsGot },
    growth: growthGates(resources, {
      limit: head.face.limits.memoryGrowthRate,
      lastedMs: end?.at ?? facts.lastAt,
    }),
  });
  const blamed = isEndless(facts) ? withoutBlame(measured, endless) : measured;
  const { gates, open } = head.face.expect.leavesOpen ? leaveOpen(blamed, totals) : { gates: blamed, open: [] };
  const leftOpen = [
    ...totals.answersLeftOpen,
    ...open.map((answer) => ({ what: head.face.scenario, answer, count: 1 })),
  ];
  const traceOf = ({ stream }: { readonly stream: number }) => {
    const trace_id = traceId(head, stream);
    return trace_id === null ? {} : { trace_id };
  };
  const row = (finding: Finding) => ({ ...rowOf(finding), ...traceOf(finding) });
  const sketches = totals.outlines().map((outline) => ({ ...sketchOf(outline), ...traceOf(outline) }));
  return {
    face: head.face.face,
    expected: head.face.expect.outcome,
    ...judgeFace(facts, measure, spans, gates),
    summary,
    gates,
    ...(leftOpen.length > 0 ? { left_open: leftOpen } : {}),
    answers: Object.fromEntries([...totals.answers].sort(([a], [b]) => (a < b ? -1 : 1))),
    faults: spans.map(faultProof),
    phases: phasesOf(spans, facts.lastAt, measure),
    telemetry: telemetryOf(facts),
    findings: [
      ...totals.findings.first().map(row),
      ...totals.tolerated.first().map((finding) => ({ ...row(finding), tolerated: true as const })),
    ],
    ...(sketches.length > 0 ? { failing_streams: sketches } : {}),
    ...(resources ? { resources } : {}),
    started_at: new Date(head.face.startedAt).toISOString(),
    ended: end?.status ?? "missing",
    stopped_early: end?.stoppedEarly ?? null,
    protocol: proofOf(head.face.protocol, totals),
  };
}

/** How often each name was logged, by all instances together. */
function telemetryOf({ telemetry }: FaceFacts): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { name, count } of telemetry) counts[name] = (counts[name] ?? 0) + count;
  return counts;
}

function faultProof(span: FaultSpan) {
  return {
    name: span.name,
    started_ms: span.startedAt,
    proved_ms: span.provedAt,
    ended_ms: span.endedAt,
    ...(span.seen === null ? {} : { seen: span.seen }),
    observed: span.failed ?? span.disproved ?? span.observed,
  };
}

function phasesOf(spans: readonly FaultSpan[], lastAt: number, { attempts }: FaceMeasure): Phase[] {
  return cutIntoPhases(spans, lastAt).map(({ name, from, to }) => {
    const here = attempts.filter(({ at }) => at >= from && (at < to || to === lastAt));
    const eligible = here.filter((attempt) => attempt.eligible).length;
    const successes = here.filter((attempt) => attempt.success).length;
    const success_rate = kept(percent(successes, eligible), ">=");
    return { name, from_ms: from, to_ms: to, attempts: here.length, eligible, successes, success_rate };
  });
}

function rowOf({ kind, detail, place, stream, requestId, seq, text }: Finding): FindingRow {
  return {
    kind,
    detail,
    place: place && placeOf(place),
    stream,
    request_id: requestId,
    seq: seq < 0 ? null : seq,
    text,
  };
}

function placeOf({ at, ...place }: NonNullable<Finding["place"]>) {
  return { ...place, at_ms: at };
}

function sketchOf({ stream, requestId, due, bars, more }: StreamOutline): StreamSketch {
  return {
    stream,
    request_id: requestId,
    due_ms: due,
    connections: bars.map(({ c: _c, from, to, findings, ...bar }) => ({
      ...bar,
      from_ms: from,
      to_ms: to,
      findings_ms: findings,
    })),
    more,
  };
}
