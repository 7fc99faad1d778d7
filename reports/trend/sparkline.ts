import { largest, smallest } from "../../harness/extremes.ts";

const bars = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

/** Values as bars between their least and greatest, the newest `width` of them; a gap where there is none. */
export function sparkline(values: readonly (number | null)[], width: number): string {
  const shown = values.slice(-width);
  const known = shown.filter((value) => value !== null);
  const [low, high] = [smallest(known), largest(known)];
  const bar = (value: number) => bars[high === low ? 3 : Math.round((7 * (value - low)) / (high - low))] ?? " ";
  return shown.map((value) => (value === null ? "·" : bar(value))).join("");
}
