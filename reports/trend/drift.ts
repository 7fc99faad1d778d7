import { type Bounds, z95 } from "../compare/intervals.ts";

/** A value and when it was measured, in any unit that the slope is wanted per. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Drift {
  readonly points: number;
  /** Change of y per unit of x: the median of the slopes of all pairs. */
  readonly slope: number;
  readonly slopeBounds: Bounds | null;
  /** Mann and Kendall's S: rising pairs minus falling ones, in the order of x. */
  readonly s: number;
  /** Two-sided. */
  readonly p: number;
}

/** With fewer points the normal approximation is not valid (Gilbert, chapter 16, asks for 10 and accepts 8). */
export const fewestPoints = 8;

/**
 * Whether and how fast values drift. It assumes nothing about their distribution, and is robust against outliers.
 *
 * Slope: H. Theil (Proc. KNAW 53, 1950) and P. K. Sen (JASA 63 (1968), 1379-1389), with Sen's 95 % interval. Test:
 * H. B. Mann (Econometrica 13, 1945) and M. G. Kendall, with the variance for ties and the continuity correction. Both
 * as in R. O. Gilbert, "Statistical Methods for Environmental Pollution Monitoring" (1987), 16.4 to 17.3.
 *
 * @returns null with fewer than `fewestPoints` points or a single moment
 */
export function drift(points: readonly Point[]): Drift | null {
  const sorted = [...points].sort((a, b) => a.x - b.x);
  const slopes: number[] = [];
  let s = 0;
  for (const [i, from] of sorted.entries()) {
    for (const to of sorted.slice(i + 1)) {
      if (to.x === from.x) continue; // measured at the same time, so they have neither a slope nor a sign
      slopes.push((to.y - from.y) / (to.x - from.x));
      s += Math.sign(to.y - from.y);
    }
  }
  if (sorted.length < fewestPoints || slopes.length === 0) return null;
  slopes.sort((a, b) => a - b);
  const variance = kendallVariance(sorted.map(({ y }) => y));
  const z = variance === 0 ? 0 : (s - Math.sign(s)) / Math.sqrt(variance);
  return {
    points: sorted.length,
    slope: median(slopes),
    slopeBounds: senBounds(slopes, variance),
    s,
    p: z === 0 ? 1 : 2 * (1 - normalCdf(Math.abs(z))),
  };
}

/** Var(S) = (n(n-1)(2n+5) - sum over ties t(t-1)(2t+5)) / 18. */
export function kendallVariance(values: readonly number[]): number {
  const term = (n: number) => n * (n - 1) * (2 * n + 5);
  const ties = new Map<number, number>();
  for (const value of values) ties.set(value, (ties.get(value) ?? 0) + 1);
  let sum = term(values.length);
  for (const t of ties.values()) sum -= term(t);
  return sum / 18;
}

/** The slopes at ranks (N - C)/2 and (N + C)/2 + 1, interpolated, where C = z * sqrt(Var S). */
function senBounds(slopes: readonly number[], variance: number): Bounds | null {
  const c = z95 * Math.sqrt(variance);
  const at = (rank: number): number | null => {
    const below = Math.floor(rank);
    const [one, two] = [slopes[below - 1], slopes[Math.ceil(rank) - 1]];
    return one === undefined || two === undefined ? null : one + (rank - below) * (two - one);
  };
  const [low, high] = [at((slopes.length - c) / 2), at((slopes.length + c) / 2 + 1)];
  return low === null || high === null ? null : { low, high };
}

export function median(sorted: readonly number[]): number {
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}

/** To 7.5e-8: M. Abramowitz, I. A. Stegun, "Handbook of Mathematical Functions" (1964), 26.2.17. For z >= 0. */
export function normalCdf(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const poly = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * poly;
}
