import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rows as allRows } from "../../rows/rows.ts";
import { combinable, drawRows } from "./draw-rows.ts";

const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const numbers = fc.nat(10_000);
const rows = combinable(allRows, {});
const pace = { events: 40, intervalMs: 50 };

describe("a drawn combination of rows", () => {
  test("is the same for the same seed and number", () => {
    fc.assert(
      fc.property(seeds, numbers, (seed, number) => {
        expect(drawRows(seed, number, rows, pace)).toEqual(drawRows(seed, number, rows, pace));
      }),
    );
  });

  test("is made of two or three rows, none of which has to run alone, and its cuts follow one another", () => {
    const alone = allRows.filter((row) => row.alone).map(({ name }) => name);
    fc.assert(
      fc.property(seeds, numbers, fc.integer({ min: 2, max: 500 }), (seed, number, events) => {
        const plan = drawRows(seed, number, rows, { events, intervalMs: 20 });
        expect([2, 3]).toContain(plan.rows?.length);
        expect(new Set(plan.rows).size).toBe(plan.rows?.length);
        expect(plan.rows?.filter((name) => alone.includes(name))).toEqual([]);
        for (const { cuts } of plan.streams) {
          expect(cuts.map(({ afterIndex }) => afterIndex)).toEqual(
            cuts.map(({ afterIndex }) => afterIndex).sort((a, b) => a - b),
          );
          for (const { afterIndex } of cuts) expect(afterIndex).toBeLessThan(events - 1);
        }
      }),
    );
  });

  test("contains only rows that the target offers", () => {
    const offered = rows.slice(0, 3);
    fc.assert(
      fc.property(seeds, numbers, (seed, number) => {
        const names = offered.map(({ name }) => name);
        expect(drawRows(seed, number, offered, null).rows?.every((name) => names.includes(name))).toBe(true);
      }),
    );
  });
});

test("a row that the protocol leaves open is not combined: how a server answers there is no fault", () => {
  const names = (leavesOpen: readonly string[]) => combinable(allRows, { leavesOpen }).map(({ name }) => name);
  expect(names([])).toContain("after-end");
  expect(names(["after-end", "overlap"])).toEqual(
    names([]).filter((name) => name !== "after-end" && name !== "overlap"),
  );
});
