import type { LiveCounts } from "../engine/context.ts";

/** The progress of one face. It changes during the run. */
export interface FaceProgress {
  readonly id: string;
  state: "waiting" | "running" | "done";
  /** How long its plan takes, in milliseconds. */
  expectedMs: number;
  /** On `performance.now()`'s clock. */
  startedAt: number;
  readonly live: LiveCounts;
}
