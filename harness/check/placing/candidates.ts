import type { Marks } from "./marks.ts";

/** How the true place of an event is chosen, where its mark stands in several places. */

/** How many events are the same from these two places on, at most `most`. */
export function agreement(a: Marks, from: number, b: Marks, there: number, most = 8): number {
  let same = 0;
  while (same < most && from + same < a.length && there + same < b.length && a.same(from + same, b, there + same))
    same++;
  return same;
}

/** The candidate with the highest score; of equals, the first. */
export function bestOf(candidates: readonly number[], score: (place: number) => number): number | null {
  let best: number | null = null;
  let most = -1;
  for (const place of candidates) {
    const own = score(place);
    if (own > most) {
      best = place;
      most = own;
    }
  }
  return best;
}

/** Up to four of the nearest places on each side of `at`, those after it first. */
export function around(places: readonly number[], at: number, end: number): number[] {
  const after = places.filter((place) => place > at && place < end).slice(0, 4);
  const before = places
    .filter((place) => place < at)
    .slice(-4)
    .reverse();
  return [...after, ...before];
}
