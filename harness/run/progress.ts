import type { LiveCounts } from "../engine/context.ts";

/** How far one face is. It changes while the run goes on. */
export interface FaceProgress {
  readonly id: string;
  state: "waiting" | "running" | "done";
  /** How long its plan takes, in milliseconds. */
  expectedMs: number;
  /** On `performance.now()`'s clock. */
  startedAt: number;
  readonly live: LiveCounts;
}
