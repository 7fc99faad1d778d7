import { FLAG } from "../../history/event-flags.ts";
import type { EventsRecord } from "../../history/records.ts";
import { isOfStream, Marks } from "./marks.ts";
import { DEVIATION, type Placed, type PlacedReading, type Reading, type StreamedRecord } from "./placed.ts";

/** What each connection of a client brought of its stream, by the connection's number. */
export function readingsOf(records: readonly StreamedRecord[]): Map<number, Reading> {
  const readings = new Map<number, Reading>();
  for (const record of records) {
    if (record.k === "conn" && record.intent !== "probe" && record.intent !== "withdrawn") {
      readings.set(record.c, { from: record.from ?? -1, marks: new Marks() });
    } else if (record.k === "ev") readings.get(record.c)?.marks.addAll(record);
  }
  return readings;
}

/**
 * The records as if the events had been numbered: each event, and each cursor, has its true place.
 *
 * @param placed the places of what `readingsOf` found, in the same order
 */
export function renumbered(
  records: readonly StreamedRecord[],
  connections: ReadonlyMap<number, Reading>,
  placed: readonly PlacedReading[],
): StreamedRecord[] {
  const byConnection = new Map([...connections.keys()].map((c, number) => [c, placed[number] as PlacedReading]));
  const next = new Map<number, number>();
  return records.map((record) => {
    if (record.k === "conn") {
      const own = byConnection.get(record.c);
      return own && record.kind === "resume" ? { ...record, from: own.cursor } : record;
    }
    if (record.k !== "ev") return record;
    const events = byConnection.get(record.c)?.events ?? [];
    let at = next.get(record.c) ?? 0;
    const own = record.seq.map((_, place) => (isOfStream(record, place) ? events[at++] : undefined));
    next.set(record.c, at);
    return withPlaces(record, own);
  });
}

const deviationFlags = {
  [DEVIATION.none]: 0,
  [DEVIATION.altered]: FLAG.altered,
  [DEVIATION.foreign]: FLAG.foreign,
  [DEVIATION.unknown]: FLAG.stranger,
};

function withPlaces(record: EventsRecord, events: readonly (Placed | undefined)[]): EventsRecord {
  const seq = events.map((event) => event?.seq ?? -1);
  const fl = record.fl.map((flags, place) => {
    const event = events[place];
    if (!event) return flags;
    return (flags & ~FLAG.dropped) | (event.dropped ? FLAG.dropped : 0) | deviationFlags[event.deviation];
  });
  return { k: "ev", s: record.s, c: record.c, seq, at: record.at, idx: seq, fl };
}
