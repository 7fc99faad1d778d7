import type { RandomStream } from "../plan/random-stream.ts";
import type { FaultKind } from "../plan/scenario.ts";

/** A small random load with two or three faults that heal, all within what the contract promises to survive. */
export interface ExplorePlan {
  readonly instances: number;
  /** Settings of the reference server that keep all of its promises. */
  readonly server: Readonly<Record<string, string>>;
  readonly faults: readonly ExploreFault[];
  /** An uncut one must not notice any fault. */
  readonly streams: readonly RandomStream[];
  /** The rows that it combines, by name: a plan for any target. Absent: a plan for the reference server. */
  readonly rows?: readonly string[];
  /** A clear refusal is as good as a success. */
  readonly mayRefuse?: true;
  readonly acceptEncoding?: string;
}

/** Times in milliseconds from the face's start. */
export interface ExploreFault {
  readonly kind: ExploreFaultKind;
  readonly atMs: number;
  /** Absent for a fault that has its own length (a reset, a rotation). */
  readonly forMs?: number;
  readonly options?: Readonly<Record<string, number>>;
}

/** Faults after which nothing may be lost. Faults that lose data by design (a failover, a full Redis) are left out. */
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

/** The token life in a plan with a rotation, in seconds: longer than any absence and outage of a plan together. */
export const rotationTokenLifeSec = 9;
