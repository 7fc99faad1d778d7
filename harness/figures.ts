/** The good side of a limit: `>=` for a success rate, `<=` for errors and times. */
export type Side = ">=" | "<=";

/** Tolerance for floating-point errors, in units of the last place: 99.8 is 99.7999999999999971578. */
const slack = 1e-7;

/**
 * Rounds a figure for people to a hundredth, always towards its bad side. All outputs use this rule. So 97.996 % is never shown
 * as the 98 % that it misses; and because limits are whole hundredths, a figure as shown is on the same side of its limit as the
 * figure itself.
 */
export function shown(value: number, side: Side, places = 2): number {
  const unit = 10 ** places;
  const cut = side === ">=" ? Math.floor(value * unit + slack) : Math.ceil(value * unit - slack);
  return cut / unit || 0; // no -0
}

/** Rounds a figure for the results by the same rule, to a ten-thousandth: more digits than any count here supports. */
export function kept(value: number | null, side: Side): number | null {
  return value === null ? null : shown(value, side, 4);
}

/** The good side of a metric of the results, by its name. */
export function sideOf(metric: string): Side {
  return /success|^raw_resume|^graph_rate/.test(metric) ? ">=" : "<=";
}

/** `1 stream`, `2 streams`. `many` is for plurals that do not end in s. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
