import fc from "fast-check";
import { expect, test } from "vitest";
import { makeEntry } from "./entry.ts";
import { Journal } from "./journal.ts";

function filled(limit: number, count: number): Journal {
  const journal = new Journal(limit);
  for (let seq = 0; seq < count; seq++) journal.add(makeEntry(seq, "stage", `{"n":${seq}}`, { compress: false }));
  return journal;
}

test("an empty journal begins and ends at 0", () => {
  const journal = new Journal(3);
  expect([journal.first, journal.next, journal.bytes, journal.get(0)]).toEqual([0, 0, 0, undefined]);
});

test("it keeps the newest events, as many as it may, each at its seq", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(100), (limit, count) => {
      const journal = filled(limit, count);
      const first = Math.max(0, count - limit);
      expect([journal.first, journal.next]).toEqual([first, count]);
      let bytes = 0;
      for (let seq = first; seq < count; seq++) {
        expect(journal.get(seq)?.seq).toBe(seq);
        bytes += journal.get(seq)?.block.length ?? 0;
      }
      expect(journal.bytes).toBe(bytes);
      expect([journal.get(first - 1), journal.get(count)]).toEqual([undefined, undefined]);
    }),
  );
});
