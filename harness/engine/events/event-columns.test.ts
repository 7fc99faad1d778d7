import { expect, test } from "vitest";
import type { EventsRecord } from "../../history/records.ts";
import { plainFacts } from "../../protocols/event-facts.ts";
import { EventColumns } from "./event-columns.ts";

test("no event is lost or moved, whatever its numbers are: ids of 9 digits, indexes beyond 32 bits, times of days", () => {
  const records: EventsRecord[] = [];
  const columns = new EventColumns({ write: (record) => records.push(record as EventsRecord) }, 3, 1);
  const events = [
    ...Array.from({ length: 40 }, (_, i) => ({ seq: i, index: i - 2, at: i / 100 })),
    { seq: 999_999_999, index: 2 ** 31 - 1, at: 21_474_836.47 },
    { seq: 41, index: 2 ** 31, at: 5 },
    { seq: 42, index: Number.MAX_SAFE_INTEGER, at: 6.01 },
    { seq: 43, index: 7, at: 21_474_836.48 },
    { seq: 44, index: 8, at: 999_999_999.99 },
    { seq: -1, index: -1, at: 7 },
  ];
  for (const { seq, index, at } of events) columns.add({ ...plainFacts, seq, index }, at);
  columns.flush();
  columns.flush();
  const back = records.flatMap(({ seq, idx, at }) => seq.map((each, i) => ({ seq: each, index: idx[i], at: at[i] })));
  expect(back).toEqual(events);
  expect(columns.total).toBe(events.length);
  expect(records.every(({ s, c, fl, seq }) => s === 3 && c === 1 && fl.length === seq.length)).toBe(true);
});
