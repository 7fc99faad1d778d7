/** On which side of its limit a figure has to lie: `>=` for a success rate, `<=` for errors and times. */
export type Side = ">=" | "<=";

/** What floating-point arithmetic may miss, in units of the last place: 99.8 is 99.7999999999999971578. */
const slack = 1e-7;

/**
 * A figure for people, to a hundredth: the one rounding rule of every output. It goes to the figure's bad side, never to the
 * side of its limit on which it would pass. So 97.996 % is never the 98 % that it misses; and as limits are whole
 * hundredths, a figure as shown lies on the same side of its limit as the figure itself.
 */
export function shown(value: number, side: Side, places = 2): number {
  const unit = 10 ** places;
  const cut = side === ">=" ? Math.floor(value * unit + slack) : Math.ceil(value * unit - slack);
  return cut / unit || 0; // no -0
}

/** A figure as the results keep it: by the same rule to a ten-thousandth, more digits than any count here supports. */
export function kept(value: number | null, side: Side): number | null {
  return value === null ? null : shown(value, side, 4);
}

/** The good side of a metric of the results, by its name. */
export function sideOf(metric: string): Side {
  return /success|^raw_resume|^graph_rate/.test(metric) ? ">=" : "<=";
}

/** `1 stream`, `2 streams`; `many` where an s is not enough. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
