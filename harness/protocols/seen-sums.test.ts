import fc from "fast-check";
import { expect, test } from "vitest";
import { SeenSums, sumPool } from "./seen-sums.ts";

const kept = 4 * 1024;

/** What a stream's sums must be. */
interface Model {
  readonly sums: SeenSums;
  readonly seen: Map<number, number>;
  seq: number;
  newest: number;
}

const newModel = (): Model => ({ sums: new SeenSums(), seen: new Map(), seq: 0, newest: -1 });

test("streams side by side answer as maps of their newest ids do, for all gaps, repeats and ends of streams", () => {
  const by = fc.oneof(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -20_000, max: 20_000 }));
  const step = fc.record({ stream: fc.nat(2), by, ends: fc.integer({ max: 20 }).map((draw) => draw === 20) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const streams = [newModel(), newModel(), newModel()];
      steps.forEach(({ stream, by, ends }, i) => {
        const model = streams[stream] as Model;
        model.seq = Math.max(0, model.seq + by);
        model.sums.set(model.seq, 0xffffffff - i);
        model.seen.set(model.seq, 0xffffffff - i);
        model.newest = Math.max(model.newest, model.seq);
        if (ends) {
          model.sums.release();
          expect(model.sums.get(model.seq)).toBe(0);
          streams[stream] = newModel();
        }
        for (const { sums, seen, newest } of streams) {
          for (const [each, sum] of seen) {
            if (each > newest - 4_000) expect(sums.get(each)).toBe(sum);
            else expect([sum, undefined]).toContain(sums.get(each));
            if (each <= newest - kept) expect(sums.get(each)).toBeUndefined();
          }
          expect(sums.get(newest + 1)).toBe(0);
        }
      });
      for (const { sums } of streams) sums.release();
    }),
  );
});

test("an id that was left out is known as never seen", () => {
  const sums = new SeenSums();
  sums.set(1, 7);
  sums.set(4, 8);
  sums.set(100, 9);
  expect([0, 1, 2, 3, 4, 5, 31, 32, 63, 99, 100].map((seq) => sums.get(seq))).toEqual([
    0, 7, 0, 0, 8, 0, 0, 0, 0, 0, 9,
  ]);
  sums.set(40, 6);
  expect([39, 40, 41].map((seq) => sums.get(seq))).toEqual([0, 6, 0]);
  sums.release();
});

test("the memory of ended streams is used again, and no stream holds more than its newest ids need", () => {
  const before = sumPool.blocks;
  for (let stream = 0; stream < 100; stream++) {
    const sums = new SeenSums();
    for (let seq = 0; seq < 20_000; seq += 3) sums.set(seq, 1);
    sums.set(999_999_999, 2);
    expect([sums.get(999_999_998), sums.get(999_999_999), sums.get(19_000)]).toEqual([0, 2, undefined]);
    sums.release();
  }
  expect(sumPool.blocks - before).toBeLessThanOrEqual(128);
});

test("more streams than the pool began with", () => {
  const all = Array.from({ length: 1_000 }, () => new SeenSums());
  for (const seq of [0, 31, 32]) for (const [i, sums] of all.entries()) sums.set(seq, i + 1);
  for (const [i, sums] of all.entries())
    expect([sums.get(0), sums.get(31), sums.get(32), sums.get(1)]).toEqual([i + 1, i + 1, i + 1, 0]);
  for (const sums of all) sums.release();
});
