import type { Evidence } from "./evidence.ts";
import type { Signals } from "./signals.ts";

/** One sign for a cause, or against it when its weight is below 0. */
export interface Sighting {
  /** About 1: it fits; 3: it points to this cause; 6: hardly anything else looks like this. */
  readonly weight: number;
  /** One sentence with the numbers that were seen. */
  readonly saw: string;
}

/**
 * Recognizes one cause. A rule looks at what was seen, and never at a name that gives the cause away: a scenario's or a
 * fault's.
 */
export interface Rule {
  /** A scenario's name. */
  readonly cause: string;
  readonly look: (evidence: Evidence, signals: Signals) => readonly Sighting[];
}
