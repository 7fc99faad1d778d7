import type { EndRecord, HistoryRecord } from "../../history/records.ts";
import type { Marks } from "./marks.ts";

export type StreamedRecord = Exclude<HistoryRecord, EndRecord>;

/** What one connection brought of its stream. */
export interface Reading {
  /** The place, counted by the client, of the last event that its cursor covers; -1 without one. */
  readonly from: number;
  readonly marks: Marks;
}

/** What is wrong with an event beyond its place. */
export const ODD = {
  none: 0,
  /** Its content is not the one that belongs in this place. */
  altered: 1,
  /** It stands in another stream. */
  foreign: 2,
  /** It stands in no stream that anybody else has read. */
  unknown: 3,
} as const;

/** Where an event of a reading truly stands in its stream. */
export interface Placed {
  /** Its true place; -1 when it has none in this stream. */
  readonly seq: number;
  /** The client has it already, or takes it for one that it has. */
  readonly dropped: boolean;
  readonly odd: (typeof ODD)[keyof typeof ODD];
}

export interface PlacedReading {
  /** The true place of the cursor. */
  readonly cursor: number;
  readonly events: readonly Placed[];
}

/** Whether a mark, as its key, stands in a stream other than this one. */
export type IsElsewhere = (key: string) => boolean;

/** Events that follow alike from two places on, at most `most`. */
export function agreement(a: Marks, from: number, b: Marks, there: number, most = 8): number {
  let same = 0;
  while (same < most && from + same < a.length && there + same < b.length && a.same(from + same, b, there + same))
    same++;
  return same;
}

/** The candidate from which on most events follow alike; of equals, the first. */
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

/** The nearest places on both sides of one, the one behind it first. */
export function around(places: readonly number[], at: number, end: number): number[] {
  const after = places.filter((place) => place > at && place < end).slice(0, 4);
  const before = places
    .filter((place) => place < at)
    .slice(-4)
    .reverse();
  return [...after, ...before];
}
