import type { ClearRefusal, ProtocolTerms } from "./terms.ts";

export type FaceName = "load" | "inject" | "fixed";

/** Which face a history is of, and by which limits, expectations and terms it is judged. */
export interface FaceInfo {
  readonly scenario: string;
  readonly face: FaceName;
  /** Milliseconds since the epoch; all other times count from here. */
  readonly startedAt: number;
  /** Streams that the plan opens, without replacements. */
  readonly plannedStreams: number;
  readonly limits: Limits;
  readonly expect: Expectation;
  /** The part of the plan that this history holds: the streams `s` with `s % of === index`. Absent: all of it. */
  readonly shard?: { readonly index: number; readonly of: number };
  /**
   * `body`: the engine received each body as a whole, so its events have the time of the body's end. Then nothing is judged
   * by the time between events, and a reconnect ends with the answer's first byte.
   */
  readonly eventTimes?: "body";
  /**
   * The ids of the runs whose requests carried a `traceparent` of ours: this run's, or one a shard where they were merged.
   * With the seed they give each stream's trace id (`trace-id.ts`). Absent: none was sent.
   */
  readonly traced?: readonly string[];
  readonly protocol: ProtocolTerms;
}

/** The gates' limits. Rates in percent, times in milliseconds. */
export interface Limits {
  readonly resumeSuccessRate: number;
  readonly bufferTrimRate: number;
  readonly errorRate: number;
  readonly reconnectP99Ms: number;
  /** Arrivals that the load generator may drop, and those that it may make late, each in percent. */
  readonly droppedArrivalsRate: number;
  /** The longest silence between two events of one connection. */
  readonly silenceMs: number;
  /** The load generator's event-loop delay, 99th percentile; above it the generator was saturated. */
  readonly loopDelayP99Ms: number;
  /** How much of its mean a process' memory may grow in an hour, in percent; judged where a face is long enough to tell. */
  readonly memoryGrowthRate?: number;
}

/** What a face must show. */
export interface Expectation {
  readonly outcome: "red" | "green";
  /** For a red face: any of these, on at least `minShare` percent of the eligible attempts in `phase`. */
  readonly symptoms: readonly Symptom[];
  readonly minShare: number;
  /** `fault`: only attempts sent while the face's fault lasts (proved, not ended). `all`: the whole face. */
  readonly phase: "fault" | "all";
  /** Faults that must have been proved, by name. Without its proof a face is inconclusive. */
  readonly faults: readonly string[];
  /** Log lines of the server that must have been seen, e.g. `assist.sse.redis_unavailable`. */
  readonly telemetry: readonly string[];
  /** When true, each stream of role `uncut` must reach its end with nothing missing, whatever the fault does. */
  readonly uncutMustComplete: boolean;
  /** Kinds of findings that this face's fault causes by design, e.g. `ended-early` where servers drain. */
  readonly tolerate?: readonly string[];
  /** Further gates that this face's fault is meant to turn red, e.g. `error_rate` where connections are lost. */
  readonly redGates?: readonly string[];
  /**
   * Those of the face's faults that may break a client's connection: a loss while one lasts is a cut like any other, and any
   * other loss makes its attempt fail. Absent from older histories: any of them may.
   */
  readonly breaksConnections?: readonly string[];
  /** Only the final graph is promised (`SSE_RESUME_MODE=snapshot`), so a partial recovery is enough. */
  readonly graphSuffices?: boolean;
  /** A clear refusal is as good as a success, because nobody promises to keep events for so long, or over a restart. */
  readonly mayRefuse?: ClearRefusal;
  /** Left open (docs/glossary.md): delivery is judged; the answer is only reported. */
  readonly leavesOpen?: true;
}

/** One way in which a resume fails, as the runbook describes it. */
export type Symptom =
  | { readonly kind: "refused"; readonly status: number; readonly code: string; readonly reason?: string }
  | { readonly kind: "partial" }
  /** No answer came, or its connection was lost before the stream's end. */
  | { readonly kind: "lost-connection" }
  /** A monitor among the face's faults measured a value outside its limit (`FaultRecord`, `disproved`). */
  | { readonly kind: "disproved"; readonly fault: string }
  /** The checker found this, e.g. `wrongly-accepted`, at least once. */
  | { readonly kind: "found"; readonly finding: string };
