/** The 97.5 % point of the standard normal distribution: two-sided 95 %. */
const z95 = 1.959963984540054;

/** Both ends in percent. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Wilson's score interval for a share (E. B. Wilson, JASA 22 (1927), 209-212), without continuity correction.
 *
 * @returns null without an attempt, because that is neither 0 % nor 100 %
 */
export function wilson(successes: number, attempts: number, z = z95): Interval | null {
  if (attempts <= 0) return null;
  const share = successes / attempts;
  const z2 = z * z;
  const middle = (share + z2 / (2 * attempts)) / (1 + z2 / attempts);
  const half = (z / (1 + z2 / attempts)) * Math.sqrt((share * (1 - share)) / attempts + z2 / (4 * attempts * attempts));
  // Without a failure (or a success) one end is exact; the arithmetic would miss it by a rounding error.
  const low = successes === 0 ? 0 : 100 * Math.max(0, middle - half);
  const high = successes === attempts ? 100 : 100 * Math.min(1, middle + half);
  return { low, high };
}

/** A share in percent; null when `whole` is 0. */
export function percent(part: number, whole: number): number | null {
  return whole > 0 ? (100 * part) / whole : null;
}
