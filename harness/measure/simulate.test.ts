import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { describe, expect, test } from "vitest";
import { simulateGates } from "./simulate.ts";

describe("simulated gates", () => {
  const simulate = (trueRate: number, attempts: number) => {
    const generator = xoroshiro128plus(1);
    return simulateGates(trueRate, { gates: 2_000, attempts, limit: 98, random: () => uniformFloat64(generator) });
  };

  test.each([97, 97.9])("a target at %d % passes in less than 2.5 % of the gates", (rate) => {
    expect(simulate(rate, 240).pass).toBeLessThan(2.5);
    expect(simulate(rate, 2_000).pass).toBeLessThan(2.5);
  });

  test("the shares add up to 100 %, and an early stop saves attempts only when the target fails", () => {
    const good = simulate(99.5, 2_000);
    const bad = simulate(90, 2_000);
    expect(good.pass + good.inconclusive + good.fail).toBeCloseTo(100, 9);
    expect({ good: good.attemptsMade, bad: bad.attemptsMade < 25 }).toEqual({ good: 100, bad: true });
  });
});
