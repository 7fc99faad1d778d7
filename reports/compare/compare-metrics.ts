import { shown } from "../../harness/figures.ts";
import { type Bounds, type Counted, newcombe, wilsonShare } from "./intervals.ts";

type CompareVerdict = "better" | "same" | "worse" | "can't say";

/** What can be told of one metric. */
export interface Told {
  readonly a: number | null;
  readonly b: number | null;
  /** The 95 % interval of B minus A, in percentage points; null where there is none. */
  readonly difference: Bounds | null;
  readonly verdict: CompareVerdict;
  readonly reason: string;
}

/**
 * Two rates by their counts. The whole interval within the margin: the same (two one-sided tests, D. J. Schuirmann,
 * J. Pharmacokin. Biopharm. 15 (1987), 657-680). Clear of 0: better or worse. Neither: there are too few.
 */
export function compareRate(
  a: Counted,
  b: Counted,
  { up, marginPoints }: { readonly up: "good" | "bad"; readonly marginPoints: number },
): Told {
  const difference = newcombe(a, b);
  const rate = ({ part, whole }: Counted) => (whole > 0 ? (100 * part) / whole : null);
  const told = { a: rate(a), b: rate(b), difference };
  if (!difference) return { ...told, verdict: "can't say", reason: `no data in ${a.whole > 0 ? "B" : "A"}` };
  const range = `${signed(difference.low)} to ${signed(difference.high)} points`;
  if (difference.low >= -marginPoints && difference.high <= marginPoints) {
    return { ...told, verdict: "same", reason: `${range}, within ${marginPoints}` };
  }
  if (difference.low > 0 || difference.high < 0) {
    const better = difference.low > 0 === (up === "good");
    return { ...told, verdict: better ? "better" : "worse", reason: range };
  }
  return { ...told, verdict: "can't say", reason: `${range}: too few to tell` };
}

/** Fewer values than this above a percentile, and the percentile is one or two of them by luck. */
const valuesAbove = 5;

/** Two percentiles. They have no interval, so only a change beyond the tolerance is reported. */
export function compareTime(
  a: { readonly value: number | null; readonly values: number },
  b: { readonly value: number | null; readonly values: number },
  how: { readonly above: number; readonly tolerancePercent: number; readonly incomparable: string | null },
): Told {
  const told = { a: a.value, b: b.value, difference: null };
  const cannot = (reason: string): Told => ({ ...told, verdict: "can't say", reason });
  if (a.value === null || b.value === null) return cannot(`no data in ${a.value === null ? "A" : "B"}`);
  if (how.incomparable) return cannot(how.incomparable);
  const fewest = Math.min(a.values, b.values);
  if (fewest * how.above < valuesAbove) return cannot(`${fewest} values are too few for this percentile`);
  const change = a.value === b.value ? 0 : (100 * (b.value - a.value)) / Math.max(a.value, 0.01);
  const reason = `${signed(change)} %, tolerance ${how.tolerancePercent} %`;
  if (Math.abs(change) <= how.tolerancePercent) return { ...told, verdict: "same", reason };
  return { ...told, verdict: change > 0 ? "worse" : "better", reason };
}

/**
 * Two counts of things that must not happen at all. From none to some is worse, from some to none better, however few
 * they are. Some on both sides: given their sum, B's part of it is binomial (J. Przyborowski, H. Wilenski, Biometrika 31
 * (1940), 313-323), and its Wilson interval is held against B's part of the events.
 */
export function compareDefects(
  a: { readonly count: number; readonly events: number },
  b: { readonly count: number; readonly events: number },
): Told {
  const told = { a: a.count, b: b.count, difference: null };
  if (a.events === 0 || b.events === 0) {
    return { ...told, verdict: "can't say", reason: `no events in ${a.events === 0 ? "A" : "B"}` };
  }
  if (a.count === 0 && b.count === 0) return { ...told, verdict: "same", reason: "none in either" };
  if (a.count === 0) return { ...told, verdict: "worse", reason: "none before" };
  if (b.count === 0) return { ...told, verdict: "better", reason: "none any more" };
  const { low, high } = wilsonShare({ part: b.count, whole: a.count + b.count });
  const even = b.events / (a.events + b.events);
  if (low > even) return { ...told, verdict: "worse", reason: "more per event" };
  if (high < even) return { ...told, verdict: "better", reason: "fewer per event, but still some" };
  return { ...told, verdict: "can't say", reason: "some in both, too few to tell" };
}

/** A change, rounded away from none: what lies beyond a margin or tolerance never reads as within it. */
function signed(value: number): string {
  const text = String(shown(value, value > 0 ? "<=" : ">="));
  return value > 0 ? `+${text}` : text;
}
