/** How fast something grows: units an hour, with the 95 % interval. */
export interface Slope {
  readonly perHour: number;
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  /** The time of the first point that was used, in milliseconds. */
  readonly from: number;
}

/** The line is fitted to the means of this many equal stretches of time. */
const stretches = 20;
/** Student's t for a two-sided 95 % interval and 18 degrees of freedom (20 points, two fitted figures). */
const t18 = 2.1009;
/** The share of the time in which a process warms up. It is left out. */
const warmUp = 0.2;
/** The fewest points that a slope needs: two in each stretch. */
const fewest = 2 * stretches;
const hour = 3_600_000;

/**
 * Fits a line by least squares to the means of 20 equal stretches of time, without the first fifth.
 *
 * Memory readings a second apart are nearly the same, so an interval from single readings would be far too narrow. Means of
 * stretches are nearly independent (the method of batch means; Law, Simulation Modeling and Analysis, chapter 9).
 *
 * @param points milliseconds and value, ordered by time
 * @returns null when there are too few points, or a stretch has none
 */
export function slopeOf(points: readonly (readonly [at: number, value: number])[]): Slope | null {
  const first = points[0]?.[0] ?? 0;
  const last = points.at(-1)?.[0] ?? 0;
  const from = first + warmUp * (last - first);
  const used = points.filter(([at]) => at >= from);
  if (used.length < fewest) return null;
  const length = (last - from) / stretches;
  const batches = Array.from({ length: stretches }, () => ({ count: 0, at: 0, value: 0 }));
  for (const [at, value] of used) {
    const batch = batches[Math.min(stretches - 1, Math.floor((at - from) / length))];
    if (!batch) return null; // all points have the same time
    batch.count++;
    batch.at += at / hour;
    batch.value += value;
  }
  if (batches.some(({ count }) => count === 0)) return null;
  const means = batches.map(({ count, at, value }): [number, number] => [at / count, value / count]);
  return lineThrough(means, from);
}

function lineThrough(points: readonly (readonly [number, number])[], from: number): Slope {
  const n = points.length;
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / n;
  const mean = points.reduce((sum, [, y]) => sum + y, 0) / n;
  const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const perHour = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - mean), 0) / spread;
  const rest = points.reduce((sum, [x, y]) => sum + (y - mean - perHour * (x - meanX)) ** 2, 0);
  const error = t18 * Math.sqrt(rest / (n - 2) / spread);
  return { perHour, low: perHour - error, high: perHour + error, mean, from };
}
