import type { EndRecord, HistoryRecord } from "../../history/records.ts";
import type { Marks } from "./marks.ts";

export type StreamedRecord = Exclude<HistoryRecord, EndRecord>;

/** The events that one connection brought of its stream. */
export interface Reading {
  /** The place, counted by the client, of the last event that its cursor covers; -1 without one. */
  readonly from: number;
  readonly marks: Marks;
}

/** What is wrong with an event, apart from its place. */
export const DEVIATION = {
  none: 0,
  /** Its content is not the one that belongs in this place. */
  altered: 1,
  /** It is an event of another stream. */
  foreign: 2,
  /** No other reading of any stream holds it. */
  unknown: 3,
} as const;

/** Where an event of a reading truly stands in its stream. */
export interface Placed {
  /** Its true place; -1 when it has none in this stream. */
  readonly seq: number;
  /** The client has it already, or mistakes it for one that it has. */
  readonly dropped: boolean;
  readonly deviation: (typeof DEVIATION)[keyof typeof DEVIATION];
}

export interface PlacedReading {
  /** The true place of the cursor. */
  readonly cursor: number;
  readonly events: readonly Placed[];
}

/** Whether another stream than this one holds the event with this key (`Marks.key`). */
export type IsElsewhere = (key: string) => boolean;

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
