import type { Evidence } from "./evidence.ts";
import type { Signals } from "./signals.ts";

/** One sign for a cause (or, with a weight under 0, against it). */
export interface Sighting {
  /** About 1: fits; 3: points to it; 6: hardly anything else looks like this. */
  readonly weight: number;
  /** One sentence with the numbers that were seen. */
  readonly saw: string;
}

/**
 * One way to recognize one cause. A rule looks at what was seen and at nothing that names the cause: neither at a scenario's
 * nor at a fault's name.
 */
export interface Rule {
  /** A scenario's name. */
  readonly cause: string;
  readonly look: (evidence: Evidence, signals: Signals) => readonly Sighting[];
}
