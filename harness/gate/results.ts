import type { FindingDetail } from "../check/findings.ts";
import type { Where } from "../check/place.ts";
import type { FaceName } from "../history/face-info.ts";
import type { FaultSeen } from "../history/fault-seen.ts";
import type { Environment } from "../history/run-info.ts";

export type { FaultSeen, Where };

/**
 * `perf-sse-live-results.json`. Rates are percent, times milliseconds. A rate over nothing is null, never 0 or 100.
 * `reports/results.schema.json` is the same as a JSON Schema, for other programs.
 */
export const RESULTS_SCHEMA = "sse_live_resume.v2";

export type Verdict = "pass" | "inconclusive" | "fail";

/** 0 pass, 1 fail, 2 bad usage, 3 inconclusive, 4 something is missing in the environment, 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 130;

export interface Results {
  readonly schema: typeof RESULTS_SCHEMA;
  readonly run_id: string;
  readonly started_at: string;
  readonly profile: string;
  readonly seed: number;
  readonly verdict: Verdict;
  readonly exit_code: ExitCode;
  /** One sentence for each thing that kept the verdict from `pass`, worst first. */
  readonly reasons: readonly string[];
  /** The load without a fault and the fixed faces together, without the inject faces. */
  readonly summary: Summary;
  readonly gates: Gates;
  readonly scenarios: readonly ScenarioRow[];
  /** Rows that the target's protocol does not offer. They did not run, and do not count as passed. */
  readonly not_offered?: readonly { readonly row: string; readonly reason: string }[];
  /** One row for each second of every face. */
  readonly windows: readonly Window[];
  readonly environment: Environment;
  /** What was asked for, so that it can be repeated. Absent from older results. */
  readonly command?: Command;
}

/**
 * The options of `resume-gate run` that shape the plan and the settings. Headers and secrets are not among them.
 *
 * The history has the same fields in camel case (`RunSettings` in `history/run-info.ts`). Both are published file formats.
 */
export interface Command {
  readonly scenarios: readonly string[];
  readonly set: readonly string[];
  readonly streams?: number;
  readonly rate?: number;
  readonly duration_ms?: number;
  readonly real_time?: true;
  /** The target's protocol: a name, or the file that describes it. */
  readonly protocol?: string;
  /** Values for the protocol, each as `name=value`. */
  readonly with?: readonly string[];
  /** The configuration file. */
  readonly config?: string;
  /** Rows for any target, by name. Empty: all of them. */
  readonly rows?: readonly string[];
  readonly engine: "own" | "k6";
  readonly http2?: true;
  readonly no_trace?: true;
}

export interface Summary {
  readonly streams_started: number;
  readonly streams_completed: number;
  readonly streams_failed: number;
  readonly resume_attempts: number;
  readonly resume_eligible: number;
  readonly resume_successes: number;
  readonly resume_success_rate: number | null;
  readonly resume_success_rate_low: number | null;
  readonly resume_success_rate_high: number | null;
  readonly raw_resume_rate: number | null;
  readonly partial_recoveries: number;
  /** Streams with a trimmed event that a client still needed. */
  readonly buffer_trims: number;
  readonly buffer_trim_rate: number | null;
  readonly events_received: number;
  readonly redelivered: number;
  /** Events of other streams. Absent where none was found, and from older results. */
  readonly foreign?: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly reordered: number;
  readonly corrupted: number;
  readonly phantom: number;
  /** Ids that are missing, repeated or skipped while the payloads prove that nothing else is wrong. */
  readonly misnumbered: number;
  /** Attempts accepted that had to be refused. */
  readonly wrongly_accepted: number;
  /** Attempts that were refused in another way than they had to be. */
  readonly wrongly_refused: number;
  /** Answers and connections that break the protocol: not a stream, unknown status, leaks, ended early, stalled. */
  readonly protocol_violations: number;
  /** Streams whose client used up its attempts to come back and never saw the end. */
  readonly unfinished: number;
  readonly errors_total: number;
  readonly error_rate: number | null;
  readonly reconnect_p50_ms: number | null;
  readonly reconnect_p95_ms: number | null;
  readonly reconnect_p99_ms: number | null;
  readonly reconnect_max_ms: number | null;
  /** From the planned arrival to the first event. */
  readonly latency_p50_ms: number | null;
  readonly latency_p95_ms: number | null;
  readonly latency_p99_ms: number | null;
  readonly latency_max_ms: number | null;
  /** The distributions, for plots. Absent from older results. */
  readonly reconnect_percentiles?: PercentileCurve;
  readonly latency_percentiles?: PercentileCurve;
  readonly dropped_arrivals: number;
  /** Arrivals that the load generator made more than half a second late. Absent from older results. */
  readonly late_arrivals?: number;
  readonly seed: number;
  readonly duration_ms: number;
}

/** Pairs of percentile (0 to 100) and milliseconds, rising; the last one is the maximum, at 100. Empty: nothing was measured. */
export type PercentileCurve = readonly (readonly [percentile: number, ms: number])[];

export interface Gate {
  readonly limit: number;
  readonly op: ">=" | "<=";
  readonly value: number | null;
  /** The Wilson 95 % interval, where the value is a rate that has one. */
  readonly low?: number | null;
  readonly high?: number | null;
  readonly verdict: Verdict;
  readonly reason: string;
}

export type Gates = Readonly<Record<string, Gate>>;

export interface ScenarioRow {
  readonly name: string;
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
  readonly faces: readonly FaceResult[];
}

export interface FaceResult {
  readonly face: FaceName;
  readonly expected: "red" | "green";
  /** What the gates alone say about this face: `fail` for a red one. */
  readonly observed: Verdict;
  /** Whether the face showed what it had to. */
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
  readonly summary: Summary;
  readonly gates: Gates;
  readonly symptom: SymptomResult | null;
  /** Answers to resume attempts, e.g. `"410 RESUME_TOKEN_EXPIRED": 231`, `"200": 12`, `"200 partial": 3`. */
  readonly answers: Readonly<Record<string, number>>;
  /** Answers that are left open: no document says whether they are right. Absent when there are none. */
  readonly left_open?: readonly { readonly what: string; readonly answer: string; readonly count: number }[];
  readonly faults: readonly FaultProof[];
  readonly phases: readonly Phase[];
  readonly telemetry: Readonly<Record<string, number>>;
  /** The first findings, at most 20; the summary has the counts. */
  readonly findings: readonly FindingRow[];
  /** The first streams with findings, at most 20, for drawings. */
  readonly failing_streams?: readonly StreamSketch[];
  /** What the face's processes used. Absent when they were not sampled. */
  readonly resources?: Resources;
  readonly started_at: string;
  readonly ended: "complete" | "interrupted" | "failed" | "missing";
  /** Why the face ended before its plan was done: its verdict could not change any more. */
  readonly stopped_early: string | null;
  /** Absent when there is no history, and from older results of draft-graph. */
  readonly protocol?: ProtocolResult;
}

/** The target's protocol, what proved its events, and what that cannot show. */
export interface ProtocolResult {
  readonly name: string;
  readonly proof: readonly string[];
  readonly cannot_see: string;
  /** How many streams each proof judged. Absent from older results. */
  readonly proofs?: readonly ProofResult[];
}

export interface ProofResult {
  readonly name: string;
  /** Streams that it judged, and streams for which it could not be used. */
  readonly judged: number;
  readonly unproved: number;
  /** Why not, for the first of them. */
  readonly why: string | null;
}

export interface SymptomResult {
  readonly wanted: string;
  readonly attempts: number;
  readonly seen: number;
  readonly share: number | null;
  readonly verdict: Verdict;
}

export interface FaultProof {
  readonly name: string;
  readonly started_ms: number | null;
  readonly proved_ms: number | null;
  readonly ended_ms: number | null;
  /** What was seen, as a code and its numbers. Absent when nothing was seen, and from older results. */
  readonly seen?: FaultSeen;
  /** The same for people; no program reads it. */
  readonly observed: string | null;
}

/** A stretch of a face: before, during and after its faults. */
export interface Phase {
  readonly name: string;
  readonly from_ms: number;
  readonly to_ms: number;
  readonly attempts: number;
  readonly eligible: number;
  readonly successes: number;
  readonly success_rate: number | null;
}

export interface FindingRow {
  readonly kind: string;
  /** What exactly, as a code and its numbers. Absent from older results. */
  readonly detail?: FindingDetail;
  /** Where in its stream; null when its stream got no answer. Absent from older results. */
  readonly place?: FindingPlace | null;
  /** The face's fault causes this kind by design, so it counts nowhere. */
  readonly tolerated?: true;
  readonly stream: number;
  readonly request_id: string | null;
  /** The trace that its requests carried (W3C Trace Context). Absent where none was sent. */
  readonly trace_id?: string;
  readonly seq: number | null;
  readonly text: string;
}

export interface FindingPlace {
  readonly where: Where;
  /** The connection's number in its stream, and how many times the stream had been cut before it. */
  readonly connection: number;
  readonly cut: number;
  readonly instance: string;
  readonly at_ms: number;
}

/** A stream with a finding: its connections as bars on a timeline. */
export interface StreamSketch {
  readonly stream: number;
  readonly request_id: string | null;
  /** The trace that its requests carried (W3C Trace Context). Absent where none was sent. */
  readonly trace_id?: string;
  readonly due_ms: number;
  readonly connections: readonly ConnectionBar[];
  /** Connections that are not shown. */
  readonly more: number;
}

export interface ConnectionBar {
  readonly kind: "start" | "resume";
  readonly intent: string | null;
  readonly from_ms: number;
  readonly to_ms: number | null;
  readonly answer: string | null;
  readonly events: number;
  /** How it ended, e.g. `cut`; null while it was open. */
  readonly why: string | null;
  readonly findings_ms: readonly number[];
}

/** Processor time in percent of one core, memory in MiB; null where it could not be measured. */
export interface Resources {
  readonly samples: number;
  /** Of the load generator's process, with all faces that ran in it at that time. */
  readonly harness_cpu_mean: number | null;
  readonly harness_rss_max_mb: number | null;
  readonly loop_delay_max_ms: number | null;
  readonly server_cpu_mean: number | null;
  readonly server_rss_max_mb: number | null;
  readonly buffer_fill_max: number | null;
  readonly redis_ms_max: number | null;
  /** Samples in which Redis did not answer within a second. */
  readonly redis_unanswered: number;
  readonly redis_rss_max_mb: number | null;
  readonly redis_keys_max: number | null;
  readonly redis_keys_last: number | null;
  /** Memory over time, for a face of at least ten minutes. */
  readonly growth: Readonly<Partial<Record<"server" | "harness" | "redis", Growth>>>;
}

/** The slope of a process' resident memory, without the first fifth of the time, and its 95 % interval, in MiB an hour. */
export interface Growth {
  readonly mb_per_hour: number;
  readonly low: number;
  readonly high: number;
  readonly mean_mb: number;
  readonly from_ms: number;
}

export interface Window {
  readonly scenario: string;
  readonly face: FaceName;
  /** Start of the second, counted from the face's start. */
  readonly at_ms: number;
  readonly streams_open: number;
  readonly arrivals: number;
  readonly events: number;
  readonly attempts: number;
  readonly eligible: number;
  readonly successes: number;
  readonly refused: number;
  readonly fault: boolean;
  /** The fields from here on are absent from a second in which they were not measured, and from older results. */
  readonly answers?: Readonly<Record<string, number>>;
  readonly reconnect_p50_ms?: number | null;
  readonly reconnect_p95_ms?: number | null;
  /** From the planned arrival to the first event. */
  readonly latency_p50_ms?: number | null;
  readonly latency_p95_ms?: number | null;
  /** Null: Redis did not answer within a second. */
  readonly redis_ms?: number | null;
  /** 1: the fullest buffer is full. */
  readonly buffer_fill?: number;
  readonly server_rss_mb?: number;
  readonly server_cpu?: number;
  readonly redis_rss_mb?: number;
  readonly harness_rss_mb?: number;
  readonly harness_cpu?: number;
  readonly loop_ms?: number;
}
