/**
 * The largest value, at least `floor`. `Math.max(...values)` throws from about 125,000 values on (a call's arguments lie on
 * the stack); this takes any number of them.
 */
export function largest(values: Iterable<number>, floor = -Infinity): number {
  let found = floor;
  for (const value of values) found = Math.max(found, value);
  return found;
}

/** The smallest value, at most `ceiling`. See `largest`. */
export function smallest(values: Iterable<number>, ceiling = Infinity): number {
  let found = ceiling;
  for (const value of values) found = Math.min(found, value);
  return found;
}
