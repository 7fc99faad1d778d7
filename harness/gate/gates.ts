import { kept, plural, shown } from "../figures.ts";
import type { Expectation, Limits } from "../history/face-info.ts";
import { percent, wilson } from "../measure/wilson.ts";
import { isSaturated, saturated, withoutBlame } from "./blame.ts";
import type { Gate, Gates, Summary, Verdict } from "./results.ts";

/** Gates that a fault is meant to turn red; all others must hold on an inject face too. */
export const symptomGates: readonly string[] = ["resume_success_rate", "buffer_trim_rate"];

/** What the gates need to know about a face besides its summary. */
export interface FaceCounts {
  /** Streams of the plan that were opened. */
  readonly arrivals: number;
  readonly uncut: number;
  readonly uncutFailed: number;
  readonly loopDelayP99Ms: number | null;
  readonly graphs: GraphCounts;
  /** The gates on its processes' memory, for a long face. */
  readonly growth: Gates;
}

/** Eligible attempts where the final graph is all that is promised, and those that ended with it or better. */
export interface GraphCounts {
  readonly wanted: number;
  readonly got: number;
}

/** Compares a summary with its limits (verdict.md, Verdicts). A gate without data is inconclusive, never passed. */
export function gatesOf(summary: Summary, limits: Limits): Gates {
  return {
    resume_success_rate: successGate(summary, limits.resumeSuccessRate),
    buffer_trim_rate: limitGate(needed, summary.buffer_trim_rate, limits.bufferTrimRate),
    ...(summary.foreign === undefined
      ? {}
      : { foreign: zeroGate(summary.foreign, "event of another stream", "events of another stream") }),
    lost: zeroGate(summary.lost, "lost event"),
    duplicated: zeroGate(summary.duplicated, "duplicated event"),
    reordered: zeroGate(summary.reordered, "reordered event"),
    corrupted: zeroGate(summary.corrupted, "corrupted event"),
    phantom: zeroGate(summary.phantom, "phantom event"),
    misnumbered: zeroGate(summary.misnumbered, "misnumbered event"),
    wrongly_accepted: zeroGate(
      summary.wrongly_accepted,
      "attempt accepted that had to be refused",
      "attempts accepted that had to be refused",
    ),
    wrongly_refused: zeroGate(
      summary.wrongly_refused,
      "attempt refused in the wrong way",
      "attempts refused in the wrong way",
    ),
    protocol_violations: zeroGate(
      summary.protocol_violations,
      "violation of the protocol",
      "violations of the protocol",
    ),
    unfinished: zeroGate(
      summary.unfinished,
      "stream whose client never saw the end",
      "streams whose client never saw the end",
    ),
    error_rate: limitGate(failedRequests, summary.error_rate, limits.errorRate),
    reconnect_p99_ms: reconnectGate(summary, limits.reconnectP99Ms),
  };
}

/** The gates of one face: those of its summary, and whether its load was made as planned. */
export function faceGates(summary: Summary, limits: Limits, expect: Expectation, counts: FaceCounts): Gates {
  const dropped = summary.dropped_arrivals;
  const planned = counts.arrivals + dropped;
  return unlessSaturated({
    ...(expect.graphSuffices ? withGraphs(gatesOf(summary, limits), counts.graphs, limits) : gatesOf(summary, limits)),
    ...(expect.uncutMustComplete ? { streams_uncut_failed: uncutGate(counts) } : {}),
    dropped_arrivals_rate: generatorGate(
      { unit: "%", of: "of the arrivals were dropped by the load generator" },
      kept(percent(dropped, planned), "<="),
      limits.droppedArrivalsRate,
    ),
    late_arrivals_rate: generatorGate(
      { unit: "%", of: "of the arrivals were more than half a second late" },
      kept(percent(summary.late_arrivals ?? 0, planned), "<="),
      limits.droppedArrivalsRate,
    ),
    loop_delay_p99_ms: generatorGate(
      { unit: "ms", of: "of event-loop delay (p99)" },
      counts.loopDelayP99Ms,
      limits.loopDelayP99Ms,
    ),
    ...counts.growth,
  });
}

function unlessSaturated(gates: Gates): Gates {
  return isSaturated(gates) ? withoutBlame(gates, saturated) : gates;
}

/** The runbook's gate. It fails under the limit, and is inconclusive while the interval still reaches below the limit. */
function successGate(summary: Summary, limit: number): Gate {
  const { resume_success_rate: value, resume_success_rate_low: low, resume_success_rate_high: high } = summary;
  const gate = { limit, op: ">=", value, low, high } as const;
  const counts = `${summary.resume_successes} of ${summary.resume_eligible}`;
  if (value === null || low === null) {
    return { ...gate, verdict: "inconclusive", reason: "There was no eligible resume attempt." };
  }
  if (value < limit)
    return { ...gate, verdict: "fail", reason: `${shown(value, ">=")} % (${counts}) is under ${limit} %.` };
  if (low >= limit)
    return { ...gate, verdict: "pass", reason: `${shown(value, ">=")} % (${counts}), at least ${shown(low, ">=")} %.` };
  const reason = `${shown(value, ">=")} % (${counts}) may be as low as ${shown(low, ">=")} %: too few attempts to prove ${limit} %.`;
  return { ...gate, verdict: "inconclusive", reason };
}

/**
 * The gates where only the final graph is promised (`SSE_RESUME_MODE=snapshot`): the share of attempts that got it replaces the
 * success rate, and there is no reconnect time, because no attempt has to succeed.
 */
export function withGraphs(gates: Gates, { wanted, got }: GraphCounts, limits: Limits): Gates {
  const { resume_success_rate: _rate, reconnect_p99_ms: _time, ...rest } = gates;
  const value = kept(percent(got, wanted), ">=");
  const low = kept(wilson(got, wanted)?.low ?? null, ">=");
  const limit = limits.resumeSuccessRate;
  const gate = { limit, op: ">=", value, low } as const;
  const told = (verdict: Verdict, reason: string): Gates => ({ graph_rate: { ...gate, verdict, reason }, ...rest });
  if (value === null || low === null) return told("inconclusive", "There was no eligible resume attempt.");
  const counts = `${got} of ${wanted} attempts brought the final graph`;
  if (value < limit) return told("fail", `${counts}: ${shown(value, ">=")} % is under ${limit} %.`);
  return low < limit
    ? told("inconclusive", `${counts}: too few attempts to prove ${limit} %.`)
    : told("pass", `${counts}.`);
}

function reconnectGate(summary: Summary, limit: number): Gate {
  const value = summary.reconnect_p99_ms;
  if (value === null && summary.resume_eligible > 0) {
    return { limit, op: "<=", value, verdict: "inconclusive", reason: "No attempt succeeded, so none was timed." };
  }
  return limitGate({ unit: "ms", of: "to reconnect (p99)" }, value, limit);
}

function uncutGate({ uncut, uncutFailed }: FaceCounts): Gate {
  const gate = { limit: 0, op: "<=", value: uncut > 0 ? uncutFailed : null } as const;
  if (uncut === 0) return { ...gate, verdict: "inconclusive", reason: "There was no uncut stream." };
  const reason = `${uncutFailed} of ${uncut} uncut streams did not reach their end complete.`;
  return { ...gate, verdict: uncutFailed > 0 ? "fail" : "pass", reason };
}

function zeroGate(value: number, one: string, many = `${one}s`): Gate {
  return { limit: 0, op: "<=", value, verdict: value > 0 ? "fail" : "pass", reason: `${plural(value, one, many)}.` };
}

/** What a value counts, so that "1.2 % of the requests ended in an error" can be said of it. */
interface Counted {
  readonly unit: "%" | "ms";
  readonly of: string;
}

const needed: Counted = { unit: "%", of: "of the streams had trimmed events that a client still needed" };
const failedRequests: Counted = { unit: "%", of: "of the requests ended in an error" };

function limitGate({ unit, of }: Counted, value: number | null, limit: number): Gate {
  const gate = { limit, op: "<=", value } as const;
  if (value === null) return { ...gate, verdict: "inconclusive", reason: "Nothing was measured." };
  const counted = `${shown(value, "<=")} ${unit} ${of}`;
  if (value <= limit) return { ...gate, verdict: "pass", reason: `${counted}.` };
  return { ...gate, verdict: "fail", reason: `${counted}; the limit is ${limit} ${unit}.` };
}

/** A load that differs from the plan proves nothing about the target, so this gate cannot fail. */
function generatorGate(counted: Counted, value: number | null, limit: number): Gate {
  const gate = limitGate(counted, value, limit);
  return gate.verdict === "fail"
    ? { ...gate, verdict: "inconclusive", reason: `${gate.reason} The load generator was saturated.` }
    : gate;
}

const rank: readonly Verdict[] = ["pass", "inconclusive", "fail"];

/** The worst wins; nothing at all is inconclusive. */
export function worst(verdicts: Iterable<Verdict>): Verdict {
  let found: Verdict | null = null;
  for (const each of verdicts) if (found === null || rank.indexOf(each) > rank.indexOf(found)) found = each;
  return found ?? "inconclusive";
}
