import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { drift, kendallVariance, median, normalCdf } from "./drift.ts";

const at = (ys: readonly number[]) => ys.map((y, x) => ({ x, y }));

describe("drift", () => {
  test("of 1 to 10 is 1 a step: S = 45, Var S = 125, z = 44/sqrt(125), p = 0.0000830", () => {
    const found = drift(at([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]));
    expect(found).toMatchObject({ points: 10, slope: 1, s: 45, slopeBounds: { low: 1, high: 1 } });
    expect(found?.p).toBeCloseTo(8.303e-5, 7);
  });

  test("is not moved by one outlier", () => {
    expect(drift(at([1, 2, 3, 4, 5, 6, 7, 8, 9, 1_000]))?.slope).toBe(1);
  });

  test("of a constant value is 0, with p 1", () => {
    expect(drift(at(Array(10).fill(100)))).toMatchObject({ slope: 0, s: 0, p: 1 });
  });

  test("of seven points, or of one moment, is null", () => {
    expect(drift(at([1, 2, 3, 4, 5, 6, 7]))).toBeNull();
    expect(drift(Array.from({ length: 20 }, (_, y) => ({ x: 1, y })))).toBeNull();
  });

  // Gilbert (1987), 16.4.2: n = 10 with ties. 10*9*25 = 2250, one pair and one triple: 2*1*9 = 18, 3*2*11 = 66.
  test("counts ties in the variance", () => {
    expect(kendallVariance([1, 1, 2, 2, 2, 3, 4, 5, 6, 7])).toBeCloseTo((2_250 - 18 - 66) / 18, 10);
  });

  const points = fc.array(
    fc.record({ x: fc.integer({ min: 0, max: 1_000 }), y: fc.integer({ min: -1_000, max: 1_000 }) }),
    { minLength: 8, maxLength: 30 },
  );

  test("changes its sign with the values, and does not depend on their order or offset", () => {
    fc.assert(
      fc.property(points, (made) => {
        const one = drift(made);
        const down = drift(made.map(({ x, y }) => ({ x, y: -y })));
        const shifted = drift([...made].reverse().map(({ x, y }) => ({ x: x + 7, y: y + 50 })));
        expect(down?.s ?? 0).toBe(one === null ? 0 : 0 - one.s);
        expect(down?.slope ?? 0).toBeCloseTo(-(one?.slope ?? 0), 9);
        expect(shifted?.s).toBe(one?.s);
        expect(shifted?.p).toBe(one?.p);
      }),
    );
  });

  test("holds its slope within its bounds", () => {
    fc.assert(
      fc.property(points, (made) => {
        const found = drift(made);
        if (!found?.slopeBounds) return;
        expect(found.slope).toBeGreaterThanOrEqual(found.slopeBounds.low - 1e-9);
        expect(found.slope).toBeLessThanOrEqual(found.slopeBounds.high + 1e-9);
      }),
    );
  });
});

test.each([
  [0, 0.5],
  [1, 0.8413447],
  [1.959964, 0.975],
  [3, 0.9986501],
])("the normal distribution up to %d is %d", (z, p) => {
  expect(normalCdf(z)).toBeCloseTo(p, 6);
});

test.each([
  [[1], 1],
  [[1, 3], 2],
  [[1, 2, 9], 2],
])("the median of %j is %d", (values, middle) => {
  expect(median(values)).toBe(middle);
});
