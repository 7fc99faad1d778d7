import type { FaceFacts } from "../check/face-check.ts";
import type { FaceMeasure } from "../measure/face-measure.ts";
import { cutIntoPhases, type FaultSpan, faultSpans } from "../measure/phases.ts";
import { percent } from "../measure/wilson.ts";
import { judgeFace } from "./face-verdict.ts";
import { faceGates } from "./gates.ts";
import type { FaceResult, Phase, Window } from "./results.ts";
import { type Part, rounded, summarize } from "./summary.ts";

/** One face, read and measured. */
export interface FaceReading {
  readonly facts: FaceFacts;
  readonly measure: FaceMeasure;
}

export function partOf({ facts, measure }: FaceReading): Part {
  return {
    totals: facts.totals,
    reconnect: measure.reconnect,
    latency: measure.latency,
    durationMs: facts.end?.at ?? facts.lastAt,
  };
}

export function faceResult(reading: FaceReading): FaceResult {
  const { facts, measure } = reading;
  const { head, totals, end } = facts;
  const spans = faultSpans(facts.faults);
  const summary = summarize([partOf(reading)], head.run.seed);
  const gates = faceGates(summary, head.face.limits, head.face.expect, {
    arrivals: totals.streams,
    uncut: totals.uncut,
    uncutFailed: totals.uncutFailed,
    loopDelayP99Ms: end?.loopDelayP99Ms ?? null,
    graphs: { wanted: totals.graphsWanted, got: totals.graphsGot },
  });
  return {
    face: head.face.face,
    expected: head.face.expect.outcome,
    ...judgeFace(facts, measure, spans, gates),
    summary,
    gates,
    answers: Object.fromEntries([...totals.answers].sort(([a], [b]) => (a < b ? -1 : 1))),
    faults: spans.map(proofOf),
    phases: phasesOf(spans, facts.lastAt, measure),
    telemetry: telemetryOf(facts),
    findings: [...totals.findings.first(), ...totals.tolerated.first()].map(
      ({ kind, stream, requestId, seq, text }) => ({
        kind,
        stream,
        request_id: requestId,
        seq: seq < 0 ? null : seq,
        text,
      }),
    ),
    started_at: new Date(head.face.startedAt).toISOString(),
    ended: end?.status ?? "missing",
    stopped_early: end?.stoppedEarly ?? null,
  };
}

/** What every server logged, by name. Several instances, or parts of a face, add up. */
function telemetryOf({ telemetry }: FaceFacts): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { name, count } of telemetry) counts[name] = (counts[name] ?? 0) + count;
  return counts;
}

function proofOf(span: FaultSpan) {
  return {
    name: span.name,
    started_ms: span.startedAt,
    proved_ms: span.provedAt,
    ended_ms: span.endedAt,
    observed: span.failed ?? span.disproved ?? span.observed,
  };
}

function phasesOf(spans: readonly FaultSpan[], lastAt: number, { attempts }: FaceMeasure): Phase[] {
  return cutIntoPhases(spans, lastAt).map(({ name, from, to }) => {
    const here = attempts.filter(({ at }) => at >= from && (at < to || to === lastAt));
    const eligible = here.filter((attempt) => attempt.eligible).length;
    const successes = here.filter((attempt) => attempt.success).length;
    const success_rate = rounded(percent(successes, eligible));
    return { name, from_ms: from, to_ms: to, attempts: here.length, eligible, successes, success_rate };
  });
}

/** 1-second rows for plots, without holes. */
export function windowsOf({ facts, measure }: FaceReading): Window[] {
  const { scenario, face } = facts.head.face;
  const spans = faultSpans(facts.faults);
  const last = Math.max(-1, ...measure.seconds.keys());
  let open = 0;
  return Array.from({ length: last + 1 }, (_, second): Window => {
    const row = measure.seconds.get(second);
    open += (row?.arrivals ?? 0) - (row?.ended ?? 0);
    const from = second * 1_000;
    return {
      scenario,
      face,
      at_ms: from,
      streams_open: open,
      arrivals: row?.arrivals ?? 0,
      events: row?.events ?? 0,
      attempts: row?.attempts ?? 0,
      eligible: row?.eligible ?? 0,
      successes: row?.successes ?? 0,
      refused: row?.refused ?? 0,
      fault: spans.some(
        ({ provedAt, endedAt }) => provedAt !== null && provedAt < from + 1_000 && (endedAt ?? Infinity) >= from,
      ),
    };
  });
}
