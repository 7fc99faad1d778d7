import type { Role } from "../history/records.ts";
import type { WorkloadKind } from "../history/terms.ts";
import type { ClientPolicy, CutHow, CutPlace, FaultSpec } from "./scenario.ts";

/** Everything that one face will do, drawn from scenario, profile and seed before anything runs. */
export interface FacePlan {
  readonly streams: readonly StreamPlan[];
  readonly faults: readonly FaultSpec[];
  readonly client: ClientPolicy;
  /** When the last planned stream should be through; the face is stopped some time after it. */
  readonly expectedMs: number;
}

export interface StreamPlan {
  readonly s: number;
  readonly role: Role;
  readonly dueMs: number;
  readonly workload: Workload;
  /** What the stream is asked to be like, where a protocol can ask for it. */
  readonly kind?: WorkloadKind;
  /** It lives in the session of this other stream, which comes before it. */
  readonly inSessionOf?: number;
  /** Another stream lives in its session. */
  readonly sharesSession?: true;
  readonly cuts: readonly PlannedCut[];
  /** Probes (by name) that its client sends once it has the last event. */
  readonly probesAtEnd?: readonly string[];
  /** Each of its connections reads nothing for so long after its third event. In milliseconds. */
  readonly stallMs?: number;
  /** Once it has everything, its client asks for more: there is nothing to send. */
  readonly afterEnd?: true;
}

/** `flags.reference` of the start request (contract, Start a stream). */
export interface Workload {
  readonly events: number;
  readonly interval_ms: number;
  readonly event_bytes: number;
  readonly seed: number;
}

export interface PlannedCut {
  /** After the payload with this index (0-based). -1: before the answer's first byte. */
  readonly afterIndex: number;
  readonly where: CutPlace;
  /** Absent: closed at once, and the history says nothing about how. */
  readonly how?: CutHow;
  /** For `mid-event`: how many bytes of what follows are still read; for `first-byte`: of the answer's body. */
  readonly extraBytes: number;
  readonly awayMs: number;
  /** Not back before this moment of the face's clock, in milliseconds. */
  readonly backAtMs?: number;
  /** As in `CutRule`. */
  readonly joinedWith?: "same-cursor" | "older-cursor";
  readonly otherInstance: boolean;
  readonly sendLastEventId: boolean;
  readonly withdrawFirst: boolean;
  /** Probes (by name) that the client sends before it comes back. */
  readonly probes?: readonly string[];
}
