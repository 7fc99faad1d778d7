import type { CutRule } from "../harness/plan/scenario.ts";

/**
 * One way of being cut and of coming back, with a verdict of its own. It runs on anyone's server; what it needs of the target
 * is its streams alone. No code that runs: so it can be listed, drawn and checked.
 *
 * Its cuts are written for streams of 40 events, and are moved to where the target's streams have events.
 */
export interface Row {
  readonly name: string;
  /** What it does. */
  readonly does: string;
  /** What must hold, and why a server may miss it. */
  readonly must: string;
  readonly why: string;
  /** Enough to prove 98 % where each attempt succeeds: about 190 resumes. */
  readonly streams: number;
  readonly cuts: readonly CutRule[];
}
