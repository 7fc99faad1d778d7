import type { PlannedCut } from "../plan/face-plan.ts";
import type { FaultKind, WorkloadKind } from "../plan/scenario.ts";

/** A small random load with two or three faults that heal, all within what the contract promises to survive. */
export interface ExplorePlan {
  readonly instances: number;
  /** Settings of the reference server that change none of its promises. */
  readonly server: Readonly<Record<string, string>>;
  readonly faults: readonly ExploreFault[];
  readonly streams: readonly ExploreStream[];
  /** The rows of which it is a combination, by name: a plan for any target. Absent: a plan for the reference server. */
  readonly rows?: readonly string[];
  /** A clear refusal is as good as a success. */
  readonly mayRefuse?: true;
  readonly acceptEncoding?: string;
}

/** Times in milliseconds from the face's start. */
export interface ExploreFault {
  readonly kind: ExploreFaultKind;
  readonly atMs: number;
  /** Absent for what takes its own time (a reset, a rotation). */
  readonly forMs?: number;
  readonly options?: Readonly<Record<string, number>>;
}

/** Faults after which nothing may be lost. Those that lose something by design (a failover, a full Redis) are left out. */
export type ExploreFaultKind = Extract<
  FaultKind,
  | "redis-killed"
  | "redis-stopped"
  | "redis-paused"
  | "redis-latency"
  | "redis-blackhole"
  | "redis-reset"
  | "secret-rotated"
>;

export interface ExploreStream {
  readonly dueMs: number;
  readonly events: number;
  readonly intervalMs: number;
  readonly eventBytes: number;
  readonly seed: number;
  /** None: an uncut stream, which must not notice any fault. */
  readonly cuts: readonly PlannedCut[];
  readonly kind?: WorkloadKind;
  readonly afterEnd?: true;
}

/** One token life in a plan with a rotation, in seconds: longer than any absence and outage of a plan together. */
export const rotationTokenLifeSec = 9;
