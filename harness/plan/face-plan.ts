import type { Role } from "../history/records.ts";
import type { WorkloadKind } from "../history/terms.ts";
import type { ClientPolicy, CutHow, CutPlace, FaultSpec } from "./scenario.ts";

/** Everything that one face will do, drawn from scenario, profile and seed before anything runs. */
export interface FacePlan {
  readonly streams: readonly StreamPlan[];
  readonly faults: readonly FaultSpec[];
  readonly client: ClientPolicy;
  /** When the last planned stream should be done; the face is stopped some time later. */
  readonly expectedMs: number;
}

export interface StreamPlan {
  readonly s: number;
  readonly role: Role;
  readonly dueMs: number;
  readonly workload: Workload;
  /** The form that the stream is asked to have, where a protocol can ask for one. */
  readonly kind?: WorkloadKind;
  /** It uses the session of this stream, which is opened before it. */
  readonly inSessionOf?: number;
  /** Another stream uses its session. */
  readonly sharesSession?: true;
  readonly cuts: readonly PlannedCut[];
  /** Probes (by name) that its client sends once it has the last event. */
  readonly probesAtEnd?: readonly string[];
  /** Each of its connections stops reading for this long after its third event, in milliseconds. */
  readonly stallMs?: number;
  /** Its client comes back once more after the last event, when nothing is left to send. */
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
  /** The client comes back at this moment of the face's clock at the earliest, in milliseconds. */
  readonly backAtMs?: number;
  /** As in `CutRule`. */
  readonly joinedWith?: "same-cursor" | "older-cursor";
  readonly otherInstance: boolean;
  readonly sendLastEventId: boolean;
  readonly withdrawFirst: boolean;
  /** Probes (by name) that the client sends before it comes back. */
  readonly probes?: readonly string[];
}
