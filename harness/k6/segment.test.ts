import fc from "fast-check";
import { expect, test } from "vitest";
import { partOf, readSegment } from "./segment.ts";

test.each([
  { text: null, part: { index: 0, of: 1 } },
  { text: "", part: { index: 0, of: 1 } },
  { text: "0:1", part: { index: 0, of: 1 } },
  { text: "0:1/4", part: { index: 0, of: 4 } },
  { text: "1/4", part: { index: 0, of: 4 } },
  { text: "1/4:1/2", part: { index: 1, of: 4 } },
  { text: "2/3:1", part: { index: 2, of: 3 } },
  { text: "50%:75%", part: { index: 2, of: 4 } },
  { text: "0:2/3", part: null },
  { text: "1/8:3/8", part: null },
  { text: "1/2:1/4", part: null },
  { text: "a quarter", part: null },
])("the segment $text is part $part of the plan", ({ text, part }) => {
  expect(readSegment(text)).toEqual(part);
});

test("parts of parts divide the streams: each belongs to one", () => {
  const size = fc.integer({ min: 1, max: 12 });
  fc.assert(
    fc.property(size, size, fc.nat({ max: 5_000 }), (outer, inner, s) => {
      const owners = Array.from({ length: outer * inner }, (_, i) =>
        partOf({ index: i % outer, of: outer }, { index: Math.floor(i / outer), of: inner }),
      ).filter(({ index, of }) => s % of === index);
      expect(owners.length).toBe(1);
    }),
  );
});
