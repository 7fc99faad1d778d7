/** The 97.5 % point of the standard normal distribution: two-sided 95 %. */
export const z95 = 1.959963984540054;

export interface Counted {
  readonly part: number;
  readonly whole: number;
}

/** The ends of an interval, in the unit of the value. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** Wilson's score interval of a share, 0 to 1 (E. B. Wilson, JASA 22 (1927), 209-212). `whole` is above 0. */
export function wilsonShare({ part, whole }: Counted, z = z95): Bounds {
  const share = part / whole;
  const z2 = z * z;
  const middle = (share + z2 / (2 * whole)) / (1 + z2 / whole);
  const half = (z / (1 + z2 / whole)) * Math.sqrt((share * (1 - share)) / whole + z2 / (4 * whole * whole));
  return {
    low: part === 0 ? 0 : Math.max(0, middle - half),
    high: part === whole ? 1 : Math.min(1, middle + half),
  };
}

/**
 * The 95 % interval of the difference of two independent shares, `b` minus `a`, in percentage points.
 *
 * Newcombe's hybrid score interval: method 10 in R. G. Newcombe, "Interval estimation for the difference between
 * independent proportions", Statistics in Medicine 17 (1998), 873-890. It keeps its coverage near 0 and 100 %, where
 * these rates are.
 *
 * @returns null when either side has no attempt
 */
export function newcombe(a: Counted, b: Counted, z = z95): Bounds | null {
  if (a.whole <= 0 || b.whole <= 0) return null;
  const [pa, pb] = [a.part / a.whole, b.part / b.whole];
  const [wa, wb] = [wilsonShare(a, z), wilsonShare(b, z)];
  return {
    low: 100 * (pb - pa - Math.hypot(pb - wb.low, wa.high - pa)),
    high: 100 * (pb - pa + Math.hypot(wb.high - pb, pa - wa.low)),
  };
}
