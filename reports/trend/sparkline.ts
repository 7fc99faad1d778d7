import { largest, smallest } from "../../harness/extremes.ts";

const bars = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

/** The newest `width` values as bars between the least and the greatest; a dot where there is no value. */
export function sparkline(values: readonly (number | null)[], width: number): string {
  const shown = values.slice(-width);
  const known = shown.filter((value) => value !== null);
  const [low, high] = [smallest(known), largest(known)];
  const bar = (value: number) => bars[high === low ? 3 : Math.round((7 * (value - low)) / (high - low))] ?? " ";
  return shown.map((value) => (value === null ? "·" : bar(value))).join("");
}
