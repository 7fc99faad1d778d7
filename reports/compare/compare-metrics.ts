import { shown } from "../../harness/figures.ts";
import { type Bounds, type Counted, newcombe, wilsonShare } from "./intervals.ts";

type CompareVerdict = "better" | "same" | "worse" | "can't say";

/** One metric of two runs, compared. */
export interface ComparedMetric {
  readonly a: number | null;
  readonly b: number | null;
  /** The 95 % interval of B minus A, in percentage points; null where there is none. */
  readonly difference: Bounds | null;
  readonly verdict: CompareVerdict;
  readonly reason: string;
}

/**
 * Two rates by their counts. The whole interval within the margin: the same (two one-sided tests, D. J. Schuirmann,
 * J. Pharmacokin. Biopharm. 15 (1987), 657-680). An interval without 0: better or worse. Otherwise there are too few attempts.
 */
export function compareRate(
  a: Counted,
  b: Counted,
  { up, marginPoints }: { readonly up: "good" | "bad"; readonly marginPoints: number },
): ComparedMetric {
  const difference = newcombe(a, b);
  const rate = ({ part, whole }: Counted) => (whole > 0 ? (100 * part) / whole : null);
  const compared = { a: rate(a), b: rate(b), difference };
  if (!difference) return { ...compared, verdict: "can't say", reason: `no data in ${a.whole > 0 ? "B" : "A"}` };
  const range = `${signed(difference.low)} to ${signed(difference.high)} points`;
  if (difference.low >= -marginPoints && difference.high <= marginPoints) {
    return { ...compared, verdict: "same", reason: `${range}, within ${marginPoints}` };
  }
  if (difference.low > 0 || difference.high < 0) {
    const better = difference.low > 0 === (up === "good");
    return { ...compared, verdict: better ? "better" : "worse", reason: range };
  }
  return { ...compared, verdict: "can't say", reason: `${range}: too few to tell` };
}

/** With fewer values than this above it, a percentile is a matter of chance. */
const valuesAbove = 5;

/** Two percentiles. They have no interval, so only a change beyond the tolerance is reported. */
export function compareTime(
  a: { readonly value: number | null; readonly values: number },
  b: { readonly value: number | null; readonly values: number },
  how: { readonly above: number; readonly tolerancePercent: number; readonly incomparable: string | null },
): ComparedMetric {
  const compared = { a: a.value, b: b.value, difference: null };
  const cannot = (reason: string): ComparedMetric => ({ ...compared, verdict: "can't say", reason });
  if (a.value === null || b.value === null) return cannot(`no data in ${a.value === null ? "A" : "B"}`);
  if (how.incomparable) return cannot(how.incomparable);
  const fewest = Math.min(a.values, b.values);
  if (fewest * how.above < valuesAbove) return cannot(`${fewest} values are too few for this percentile`);
  const change = a.value === b.value ? 0 : (100 * (b.value - a.value)) / Math.max(a.value, 0.01);
  const reason = `${signed(change)} %, tolerance ${how.tolerancePercent} %`;
  if (Math.abs(change) <= how.tolerancePercent) return { ...compared, verdict: "same", reason };
  return { ...compared, verdict: change > 0 ? "worse" : "better", reason };
}

/**
 * Two counts of things that must not happen at all. From none to some is worse, from some to none better, however few
 * they are. Some on both sides: given their sum, B's part of it is binomial (J. Przyborowski, H. Wilenski, Biometrika 31
 * (1940), 313-323), and its Wilson interval is held against B's part of the events.
 */
export function compareDefects(
  a: { readonly count: number; readonly events: number },
  b: { readonly count: number; readonly events: number },
): ComparedMetric {
  const compared = { a: a.count, b: b.count, difference: null };
  if (a.events === 0 || b.events === 0) {
    return { ...compared, verdict: "can't say", reason: `no events in ${a.events === 0 ? "A" : "B"}` };
  }
  if (a.count === 0 && b.count === 0) return { ...compared, verdict: "same", reason: "none in either" };
  if (a.count === 0) return { ...compared, verdict: "worse", reason: "none before" };
  if (b.count === 0) return { ...compared, verdict: "better", reason: "none any more" };
  const { low, high } = wilsonShare({ part: b.count, whole: a.count + b.count });
  const even = b.events / (a.events + b.events);
  if (low > even) return { ...compared, verdict: "worse", reason: "more per event" };
  if (high < even) return { ...compared, verdict: "better", reason: "fewer per event, but still some" };
  return { ...compared, verdict: "can't say", reason: "some in both, too few to tell" };
}

/** A change, rounded away from 0, so that what lies beyond a margin or tolerance never reads as within it. */
function signed(value: number): string {
  const text = String(shown(value, value > 0 ? "<=" : ">="));
  return value > 0 ? `+${text}` : text;
}
