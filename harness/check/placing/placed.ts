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

/** The events of a reading, placed. */
export interface PlacedReading {
  /** The true place of the cursor. */
  readonly cursor: number;
  readonly events: readonly Placed[];
}

/** Whether another stream than this one holds the event with this key (`Marks.key`). */
export type IsElsewhere = (key: string) => boolean;
