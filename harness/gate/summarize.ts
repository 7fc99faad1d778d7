import type { FaceTotals } from "../check/face-totals.ts";
import type { FindingKind } from "../check/findings.ts";
import { kept } from "../figures.ts";
import { Latency } from "../measure/latency.ts";
import { percent, wilson } from "../measure/wilson.ts";
import type { Summary } from "./results.ts";

/** One face's part of a summary. */
export interface Part {
  readonly totals: FaceTotals;
  readonly reconnect: Latency;
  readonly latency: Latency;
  readonly durationMs: number;
}

/** Adds faces up: rates of the sums, percentiles of all times together. */
export function summarize(parts: readonly Part[], seed: number): Summary {
  const sum = (count: (totals: FaceTotals) => number) => parts.reduce((all, { totals }) => all + count(totals), 0);
  const found = (kind: FindingKind) => sum(({ findings }) => findings.counts[kind]);
  const eligible = sum((t) => t.attemptsEligible);
  const successes = sum((t) => t.successes);
  const streams = sum((t) => t.streams);
  const trims = sum((t) => t.trimmedStreams);
  const errors = sum((t) => t.errors);
  const interval = wilson(successes, eligible);
  const reconnects = merged(parts.map((part) => part.reconnect));
  const latencies = merged(parts.map((part) => part.latency));
  const reconnect = reconnects.percentiles();
  const latency = latencies.percentiles();
  return {
    streams_started: streams,
    streams_completed: sum((t) => t.completed),
    streams_failed: sum((t) => t.failed),
    resume_attempts: sum((t) => t.attempts),
    resume_eligible: eligible,
    resume_successes: successes,
    resume_success_rate: kept(percent(successes, eligible), ">="),
    resume_success_rate_low: kept(interval?.low ?? null, ">="),
    resume_success_rate_high: kept(interval?.high ?? null, ">="),
    raw_resume_rate: kept(
      percent(
        sum((t) => t.attemptsSucceeded),
        sum((t) => t.attemptsJudged),
      ),
      ">=",
    ),
    partial_recoveries: sum((t) => t.partialRecoveries),
    buffer_trims: trims,
    buffer_trim_rate: kept(percent(trims, streams), "<="),
    events_received: sum((t) => t.eventsReceived),
    redelivered: sum((t) => t.redelivered),
    ...(found("foreign") > 0 ? { foreign: found("foreign") } : {}),
    lost: found("lost"),
    duplicated: found("duplicated"),
    reordered: found("reordered"),
    corrupted: found("corrupted"),
    phantom: found("phantom"),
    misnumbered: found("misnumbered"),
    wrongly_accepted: found("wrongly-accepted"),
    wrongly_refused: found("wrongly-refused"),
    protocol_violations: sum(({ findings }) => violations.reduce((all, kind) => all + findings.counts[kind], 0)),
    unfinished: found("unfinished"),
    errors_total: errors,
    error_rate: kept(
      percent(
        errors,
        sum((t) => t.requests),
      ),
      "<=",
    ),
    reconnect_p50_ms: reconnect.p50,
    reconnect_p95_ms: reconnect.p95,
    reconnect_p99_ms: reconnect.p99,
    reconnect_max_ms: reconnect.max,
    latency_p50_ms: latency.p50,
    latency_p95_ms: latency.p95,
    latency_p99_ms: latency.p99,
    latency_max_ms: latency.max,
    reconnect_percentiles: reconnects.curve(),
    latency_percentiles: latencies.curve(),
    dropped_arrivals: sum((t) => t.droppedArrivals),
    late_arrivals: sum((t) => t.lateArrivals),
    seed,
    duration_ms: Math.max(0, ...parts.map((part) => part.durationMs)),
  };
}

/** Findings about answers and connections rather than about single events. */
const violations: readonly FindingKind[] = ["not-a-stream", "unexpected-status", "leaked", "ended-early", "stalled"];

function merged(all: readonly Latency[]): Latency {
  const sum = new Latency();
  for (const each of all) sum.addAll(each);
  return sum;
}
