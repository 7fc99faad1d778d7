import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SeqRanges } from "./seq-ranges.ts";

describe("a set of seqs", () => {
  test("is what a plain set would be, whatever is added and removed", () => {
    const steps = fc.array(
      fc.tuple(
        fc.integer({ min: 0, max: 4 }),
        fc.integer({ min: -1, max: 5 }),
        fc.array(fc.integer({ min: 0, max: 60 })),
      ),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(steps, (all) => {
        const ranges = new SeqRanges();
        const plain = new Set<number>();
        let next = 0;
        for (const [gap, length, removed] of all) {
          const from = next + gap;
          ranges.append(from, from + length - 1);
          for (let seq = from; seq < from + length; seq++) plain.add(seq);
          next = Math.max(next, from + length);
          for (const seq of removed) expect(ranges.remove(seq)).toBe(plain.delete(seq));
          expect(ranges.size).toBe(plain.size);
        }
        const listed = ranges
          .ranges()
          .flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
        expect(listed).toEqual([...plain].sort((a, b) => a - b));
        expect(ranges.ranges().every(({ from, to }) => from <= to)).toBe(true);
      }),
    );
  });
});
