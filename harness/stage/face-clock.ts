import { hundredths } from "../history/hundredths.ts";

/** A face's clock: milliseconds since its start, to a hundredth, and the wall-clock time of that start. */
export function newClock() {
  let wall = Date.now();
  let start = performance.now();
  return {
    now: () => hundredths(performance.now() - start),
    startedAt: () => wall,
    restart() {
      wall = Date.now();
      start = performance.now();
    },
  };
}
