import type { HistoryRecord } from "../history/records.ts";
import * as recordText from "./record-text.ts";
import type { Item } from "./timeline-item.ts";

/** A line of a timeline whose moment is not set yet. */
export type ItemWithoutTime = Omit<Item, "at">;

/**
 * The line that a record is in its stream's timeline; null for a record that is not shown by itself.
 *
 * @param startedAt the face's start, Unix milliseconds
 */
export function itemOfRecord(record: HistoryRecord, startedAt: number): ItemWithoutTime | null {
  switch (record.k) {
    case "conn":
      return {
        kind: "request",
        what: recordText.requestName(record),
        text: recordText.requestText(record, startedAt),
        c: record.c,
        ...(record.kind === "resume" ? { cursor: record.from ?? -1 } : {}),
      };
    case "answer":
      return {
        kind: "answer",
        what: String(record.status),
        text: recordText.answerText(record),
        c: record.c,
        mood: recordText.moodOf(record),
      };
    case "token":
      return { kind: "token", what: "token", text: recordText.claimsText(record, startedAt + record.at), c: record.c };
    case "close":
      return {
        kind: "close",
        what: recordText.closeName(record),
        text: recordText.closeText(record),
        c: record.c,
        mood: recordText.moodOfClose(record),
      };
    case "done":
      return {
        kind: "done",
        what: "done",
        text: recordText.outcomeText(record.outcome),
        mood: record.outcome === "complete" ? "good" : "bad",
      };
    default:
      return null;
  }
}
