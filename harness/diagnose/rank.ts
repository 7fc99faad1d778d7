import type { Evidence } from "./evidence.ts";
import type { Sighting } from "./rule.ts";
import { rules } from "./rules.ts";
import { signalsOf } from "./signals.ts";

export interface RankedCause {
  /** A scenario's name: it has the cause, the fix and the command that reproduces it. */
  readonly cause: string;
  readonly score: number;
  readonly likely: "very" | "perhaps" | "hardly";
  readonly sightings: readonly Sighting[];
}

/** All causes with a positive score, the most likely first; of equals, the one that is more frequent in production. */
export function rank(evidence: Evidence): RankedCause[] {
  const signals = signalsOf(evidence);
  const seen = new Map<string, Sighting[]>();
  for (const { cause, look } of rules) {
    for (const sighting of look(evidence, signals)) {
      if (sighting.weight !== 0) seen.set(cause, [...(seen.get(cause) ?? []), sighting]);
    }
  }
  return [...seen]
    .map(([cause, sightings]): RankedCause => {
      const score = Math.round(sightings.reduce((sum, { weight }) => sum + weight, 0) * 100) / 100;
      const strongestFirst = sightings.toSorted((a, b) => b.weight - a.weight);
      return {
        cause,
        score,
        likely: score >= 5 ? "very" : score >= 2 ? "perhaps" : "hardly",
        sightings: strongestFirst,
      };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
}
