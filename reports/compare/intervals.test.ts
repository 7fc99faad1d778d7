import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newcombe, wilsonShare } from "./intervals.ts";

describe("Newcombe's interval", () => {
  // Newcombe (1998), table II, method 10. There the difference is first minus second, so `b` is the first here.
  test.each([
    { claim: "56/70 - 48/80", b: [56, 70], a: [48, 80], low: 0.0524, high: 0.3339 },
    { claim: "9/10 - 3/10", b: [9, 10], a: [3, 10], low: 0.1705, high: 0.809 },
    { claim: "10/10 - 0/20", b: [10, 10], a: [0, 20], low: 0.6791, high: 1 },
    { claim: "10/10 - 0/10", b: [10, 10], a: [0, 10], low: 0.6075, high: 1 },
    { claim: "5/56 - 0/29", b: [5, 56], a: [0, 29], low: -0.0381, high: 0.1926 },
  ])("is the published one: $claim", ({ a, b, low, high }) => {
    const found = newcombe({ part: a[0] ?? 0, whole: a[1] ?? 0 }, { part: b[0] ?? 0, whole: b[1] ?? 0 });
    expect(found?.low).toBeCloseTo(100 * low, 1);
    expect(found?.high).toBeCloseTo(100 * high, 1);
  });

  test("is null without attempts", () => {
    expect(newcombe({ part: 0, whole: 0 }, { part: 1, whole: 1 })).toBeNull();
    expect(newcombe({ part: 1, whole: 1 }, { part: 0, whole: 0 })).toBeNull();
  });

  const counted = fc
    .integer({ min: 1, max: 5_000 })
    .chain((whole) => fc.integer({ min: 0, max: whole }).map((part) => ({ part, whole })));

  test("holds the difference, lies within 100 points, and turns round with its sides", () => {
    fc.assert(
      fc.property(counted, counted, (a, b) => {
        const one = newcombe(a, b);
        const other = newcombe(b, a);
        const difference = 100 * (b.part / b.whole - a.part / a.whole);
        expect(one?.low).toBeLessThanOrEqual(difference + 1e-9);
        expect(one?.high).toBeGreaterThanOrEqual(difference - 1e-9);
        expect(one?.low).toBeGreaterThanOrEqual(-100 - 1e-9);
        expect(one?.high).toBeLessThanOrEqual(100 + 1e-9);
        expect(one?.low).toBeCloseTo(-(other?.high ?? Number.NaN), 9);
      }),
    );
  });
});

test("Wilson's interval: 81 of 263 is 0.2553 to 0.3662 (Newcombe 1998, one-sample paper, method 3)", () => {
  const { low, high } = wilsonShare({ part: 81, whole: 263 });
  expect(low).toBeCloseTo(0.2553, 4);
  expect(high).toBeCloseTo(0.3662, 4);
});
