import fc from "fast-check";
import { expect, test } from "vitest";
import { SeenSums } from "./seen-sums.ts";

const kept = 4 * 1024;

test("it answers as a map of the newest ids does, whatever gaps and repeats come", () => {
  const step = fc.oneof(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -20_000, max: 20_000 }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const sums = new SeenSums();
      const model = new Map<number, number>();
      let seq = 0;
      let newest = -1;
      steps.forEach((by, i) => {
        seq = Math.max(0, seq + by);
        sums.set(seq, i + 1);
        model.set(seq, i + 1);
        newest = Math.max(newest, seq);
        for (const [each, sum] of model) {
          if (each > newest - 32) expect(sums.get(each)).toBe(sum);
          else expect([sum, undefined]).toContain(sums.get(each));
          if (each <= newest - kept) expect(sums.get(each)).toBeUndefined();
        }
        expect(sums.get(newest + 1)).toBe(0);
      });
    }),
  );
});

test("an id that was left out is known as never seen", () => {
  const sums = new SeenSums();
  sums.set(1, 7);
  sums.set(4, 8);
  expect([0, 1, 2, 3, 4].map((seq) => sums.get(seq))).toEqual([0, 7, 0, 0, 8]);
});
