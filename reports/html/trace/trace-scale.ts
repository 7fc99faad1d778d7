import { scaleLinear } from "d3-scale";

/** A time line on which long waits are drawn shorter, so that what happened in a millisecond still shows beside them. */
export interface TraceScale {
  x(at: number): number;
  /** Waits that are drawn shorter than they were. */
  readonly waits: readonly { readonly from: number; readonly to: number }[];
  /** Moments that get a label. */
  readonly ticks: readonly number[];
}

/** A gap is drawn in full up to this many times the usual gap; beyond it, only its logarithm counts. */
const fullTimes = 6;
/** The least distance between two labels, in SVG units. */
const labelRoom = 92;

export function traceScale(times: readonly number[], [left, right]: readonly [number, number]): TraceScale {
  const moments = [...new Set(times)].sort((a, b) => a - b);
  const first = moments[0] ?? 0;
  if (moments.length < 2) return { x: () => left, waits: [], ticks: [first] };
  const gaps = moments.slice(1).map((at, i) => at - (moments[i] as number));
  const full = fullTimes * usualOf(gaps);
  const short = gaps.filter((gap) => gap <= full);
  const active = short.reduce((total, gap) => total + gap, 0);
  const most = Math.max(full, active / Math.max(1, gaps.length - short.length)); // all waits together: half of the line
  const shown = gaps.map((gap) => (gap <= full ? gap : Math.min(most, full * (1 + Math.log(gap / full)))));
  let sum = 0;
  const ends = [0, ...shown.map((each) => (sum += each))];
  const scale = scaleLinear(
    moments,
    ends.map((end) => left + ((right - left) * end) / sum),
  ).clamp(true);
  const waits = gaps.flatMap((gap, i) =>
    gap > 2 * full ? [{ from: moments[i] as number, to: moments[i + 1] as number }] : [],
  );
  return { x: (at) => scale(at), waits, ticks: labelled(moments, scale, right) };
}

/** The gap that three of four gaps do not exceed: the stream's own pace, if most of its events came one by one. */
function usualOf(gaps: readonly number[]): number {
  const sorted = [...gaps].sort((a, b) => a - b);
  return Math.max(sorted[Math.floor(sorted.length * 0.75)] ?? 0, 1);
}

function labelled(moments: readonly number[], x: (at: number) => number, right: number): number[] {
  const ticks: number[] = [];
  for (const at of moments) {
    const last = ticks.at(-1);
    if (last === undefined || (x(at) - x(last) >= labelRoom && x(at) <= right - labelRoom / 2)) ticks.push(at);
  }
  return ticks;
}
