import { hundredths } from "../history/hundredths.ts";

/** Milliseconds since the face's start, to a hundredth, and the moment on the wall at which they began. */
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
