import fc from "fast-check";
import { expect, test } from "vitest";
import { mostBytesOf, writeEvents } from "./record-bytes.ts";
import type { EventsRecord } from "./records.ts";

/** A record as it is written into a buffer with just enough room. */
function written(record: EventsRecord): string {
  const into = Buffer.alloc(mostBytesOf(record) + 7, "#");
  return into.toString("latin1", 7, writeEvents(record, into, 7));
}

const number = fc.oneof(
  fc.constantFrom(
    0,
    -0,
    -1,
    1,
    9,
    10,
    99,
    100,
    2 ** 31 - 1,
    2 ** 31,
    -(2 ** 31),
    2 ** 32,
    2 ** 53,
    1e21,
    0.01,
    0.1,
    0.29,
    0.07,
  ),
  fc.constantFrom(
    21_474_836.47,
    21_474_836.48,
    1e-7,
    -0.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    5e-324,
    1.7976931348623157e308,
  ),
  fc.integer(),
  fc.nat(10_000_000).map((hundredths) => hundredths / 100),
  fc.nat(3_000_000_000).map((hundredths) => hundredths / 100),
  fc.double(),
);

test("a record of events is written as JSON.stringify would, whatever its numbers are", () => {
  const record = fc.record({
    k: fc.constant("ev" as const),
    s: fc.nat(),
    c: fc.nat(),
    seq: fc.array(number, { maxLength: 40 }),
    at: fc.array(number, { maxLength: 40 }),
    idx: fc.array(number, { maxLength: 40 }),
    fl: fc.array(number, { maxLength: 40 }),
  });
  fc.assert(
    fc.property(record, (each) => {
      expect(written(each)).toBe(JSON.stringify(each));
    }),
    { numRuns: 1_000 },
  );
});

test("there is room for the longest numbers", () => {
  const longest = Array.from({ length: 32 }, () => -2.2250738585072014e-308);
  const record = { k: "ev" as const, s: 2 ** 53, c: 2 ** 53, seq: longest, at: longest, idx: longest, fl: longest };
  expect(JSON.stringify(record).length).toBeLessThanOrEqual(mostBytesOf(record));
});
