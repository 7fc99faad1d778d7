import { hundredths } from "../hundredths.ts";
import type { HistoryRecord, Role } from "../records.ts";

/** A stream that the plan does not have. It is opened during the run and gets the next free number. */
export function isExtra(role: Role): boolean {
  return role === "restart" || role === "witness" || role === "reader";
}

/** The record with its stream's number in the merged history (`mergeHistories`). */
export function renumbered(record: HistoryRecord, of: number, index: number): HistoryRecord {
  if (!("s" in record)) return record;
  const s = record.s * of + index;
  if (record.k === "stream" && record.replaces !== undefined) {
    return { ...record, s, replaces: record.replaces * of + index };
  }
  if (record.k === "stream" && record.of !== undefined) return { ...record, s, of: record.of * of + index };
  return { ...record, s };
}

/** The record on a clock that began `ms` earlier. */
export function moved(record: HistoryRecord, ms: number): HistoryRecord {
  if (ms === 0) return record;
  const later = (at: number) => hundredths(at + ms);
  switch (record.k) {
    case "ev":
      return { ...record, at: record.at.map(later) };
    case "conn":
      return { ...record, due: later(record.due), at: later(record.at) };
    case "stream":
    case "dropped":
      return { ...record, due: later(record.due) };
    case "telemetry":
      return { ...record, firstAt: later(record.firstAt), lastAt: later(record.lastAt) };
    case "head":
      return record;
    default:
      return { ...record, at: later(record.at) };
  }
}
