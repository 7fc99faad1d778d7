import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { slopeOf } from "./slope.ts";

const hour = 3_600_000;
/** One value every 5 s over `hours`. */
const points = (hours: number, value: (h: number, i: number) => number) =>
  Array.from({ length: Math.round((hours * hour) / 5_000) }, (_, i): [number, number] => [
    i * 5_000,
    value((i * 5_000) / hour, i),
  ]);

describe("the slope of a long run's memory", () => {
  test.each([
    { claim: "nothing", given: [] },
    { claim: "39 points after the warm-up", given: points(1, () => 1).slice(0, 48) },
    {
      claim: "a stretch without a point",
      given: points(1, () => 1).filter(([at]) => at < 0.5 * hour || at > 0.6 * hour),
    },
    { claim: "points of one moment", given: Array.from({ length: 100 }, (): [number, number] => [7, 1]) },
  ])("of $claim is null", ({ given }) => {
    expect(slopeOf(given)).toBeNull();
  });

  test("needs 40 points after the warm-up, and 40 are enough", () => {
    const even = (count: number) => Array.from({ length: count }, (_, i): [number, number] => [i * 1_000, i]);
    expect(slopeOf(even(49))).toBeNull();
    expect(slopeOf(even(50))?.perHour).toBeCloseTo(3_600, 6);
  });

  test("of a straight line is exact, with the mean of the points that were used", () => {
    const slope = slopeOf(points(1, (h) => 100 + 12 * h));
    expect(slope?.perHour).toBeCloseTo(12, 6);
    expect((slope?.high ?? 9) - (slope?.low ?? 0)).toBeLessThan(1e-6);
    expect(slope?.mean).toBeCloseTo(100 + 12 * 0.6, 1); // the first fifth is left out
    expect(slope?.from).toBe(0.2 * 3_595_000);
  });

  test("does not depend on when the run began", () => {
    const later = points(1, (h) => 100 + 12 * h).map(([at, value]): [number, number] => [at + 7 * hour, value]);
    const slope = slopeOf([[7 * hour, 100], ...later.slice(1)]);
    expect([slope?.perHour, slope?.from]).toEqual([expect.closeTo(12, 6), 7 * hour + 0.2 * 3_595_000]);
  });

  test("ignores what happens while the process warms up", () => {
    const slope = slopeOf(points(1, (h) => (h < 0.19 ? 1_000 * h : 50)));
    expect(slope?.perHour).toBeCloseTo(0, 9);
  });

  test("has the interval of the textbook", () => {
    // For x = 0…19 and y = x² the least squares slope is 19, the residual sum of squares n(n²-1)(n²-4)/180 = 17,556, the sum
    // of squares of x 665: the slope's standard error is √(17,556 / 18 / 665) = 1.21106, and t(0.975; 18) = 2.1009.
    const minute = 60_000;
    const stretch = (i: number): [number, number][] => [
      [(20 + 4 * i + (i === 19 ? 0 : 1)) * minute, i * i],
      [(20 + 4 * i + (i === 19 ? 4 : 3)) * minute, i * i],
    ];
    const slope = slopeOf([[0, 999], ...Array.from({ length: 20 }, (_, i) => stretch(i)).flat()]);
    expect(slope?.perHour).toBeCloseTo(19 * 15, 6); // a stretch is four minutes long
    expect(slope?.low).toBeCloseTo(15 * (19 - 2.1009 * 1.21106), 2);
    expect(slope?.high).toBeCloseTo(15 * (19 + 2.1009 * 1.21106), 2);
    expect(slope?.mean).toBeCloseTo(2_470 / 20, 9);
    expect(slope?.from).toBe(20 * minute);
  });

  test("contains the true slope in about 95 of 100 noisy runs", () => {
    let held = 0;
    const runs = 400;
    for (let run = 0; run < runs; run++) {
      let state = run + 1;
      const noise = () => {
        let sum = 0;
        for (let i = 0; i < 12; i++) {
          state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
          sum += state / 2_147_483_648;
        }
        return sum - 6;
      };
      const slope = slopeOf(points(0.5, (h) => 200 + 7 * h + noise()));
      if (slope && slope.low <= 7 && slope.high >= 7) held++;
    }
    expect(held / runs).toBeGreaterThan(0.91);
    expect(held / runs).toBeLessThan(0.99);
  });

  test("scales with the unit of the values", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 1_000, noNaN: true }),
        fc.double({ min: -50, max: 50, noNaN: true }),
        (unit, rate) => {
          const slope = slopeOf(points(1, (h) => unit * (100 + rate * h)));
          expect((slope?.perHour ?? 0) / unit).toBeCloseTo(rate, 5);
        },
      ),
      { numRuns: 20 },
    );
  });
});
