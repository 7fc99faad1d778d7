import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { baseline } from "../../scenarios/baseline.ts";
import { scenarios } from "../../scenarios/scenarios.ts";
import { buildPlan } from "./build-plan.ts";
import { drawsFor } from "./random.ts";
import type { Face } from "./scenario.ts";

const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });

describe("a plan", () => {
  test("is the same for the same seed, and another for another", () => {
    fc.assert(
      fc.property(seeds, seeds, (seed, other) => {
        expect(buildPlan(baseline, baseline.fixed, seed)).toEqual(buildPlan(baseline, baseline.fixed, seed));
        fc.pre(seed !== other);
        expect(buildPlan(baseline, baseline.fixed, seed)).not.toEqual(buildPlan(baseline, baseline.fixed, other));
      }),
      { numRuns: 10 },
    );
  });

  test.each(scenarios.filter((scenario) => scenario.inject))(
    "of $name has the same streams in both faces, but for its clients' own jitter",
    (scenario) => {
      const calm = (face: Face): Face => ({ ...face, client: { ...face.client, jitterMs: 0 } });
      const inject = buildPlan(scenario, calm(scenario.inject ?? scenario.fixed), 7);
      expect(inject.streams).toEqual(buildPlan(scenario, calm(scenario.fixed), 7).streams);
    },
  );

  test("delays each return by at most the jitter, and changes nothing else", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 5_000 }), (seed, jitterMs) => {
        const plain = buildPlan(baseline, baseline.fixed, seed).streams;
        const face = { ...baseline.fixed, client: { ...baseline.fixed.client, jitterMs } };
        const spread = buildPlan(baseline, face, seed).streams;
        const added = spread.flatMap((stream, i) =>
          stream.cuts.map((cut, j) => cut.awayMs - (plain[i]?.cuts[j]?.awayMs ?? Number.NaN)),
        );
        expect(Math.min(...added)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...added)).toBeLessThanOrEqual(jitterMs);
        expect(Math.max(...added)).toBeGreaterThan(jitterMs / 2);
        const without = spread.map((stream, i) => ({
          ...stream,
          cuts: stream.cuts.map((cut, j) => ({ ...cut, awayMs: plain[i]?.cuts[j]?.awayMs })),
        }));
        expect(without).toEqual(plain);
        const orphans = spread.filter((stream) => stream.role === "orphan").flatMap((stream) => stream.cuts);
        expect(orphans.every((cut) => cut.awayMs === 0)).toBe(true);
      }),
      { numRuns: 10 },
    );
  });

  test.each(scenarios)("of $name follows its scenario", (scenario) => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const plan = buildPlan(scenario, scenario.fixed, seed);
        expect(plan.streams).toHaveLength(scenario.load.reduce((sum, load) => sum + load.streams, 0));
        expect(new Set(plan.streams.map((stream) => stream.s)).size).toBe(plan.streams.length);
        for (let i = 1; i < plan.streams.length; i++) {
          expect(plan.streams[i]?.dueMs).toBeGreaterThanOrEqual(plan.streams[i - 1]?.dueMs ?? 0);
        }
        for (const stream of plan.streams) {
          const indexes = stream.cuts.map((cut) => cut.afterIndex);
          expect(indexes).toEqual([...indexes].sort((a, b) => a - b));
          for (const index of indexes) expect(index).toBeLessThan(stream.workload.events);
          if (stream.role === "uncut") expect(stream.cuts).toEqual([]);
        }
      }),
      { numRuns: 10 },
    );
  });
});

describe("every scenario of the registry", () => {
  test.each(scenarios.filter((scenario) => scenario.inject))(
    "$name has at least 200 streams whose clients come back, so each face has 200 eligible attempts",
    (scenario) => {
      const back = scenario.load.filter((load) => load.role === "cut").reduce((sum, load) => sum + load.streams, 0);
      expect(back).toBeGreaterThanOrEqual(200);
      expect(scenario.symptoms.length).toBeGreaterThan(0);
    },
  );

  test("has a name of its own", () => {
    expect(new Set(scenarios.map((scenario) => scenario.name)).size).toBe(scenarios.length);
  });
});

describe("draws", () => {
  test("stay in their range, whatever the seed and label", () => {
    fc.assert(
      fc.property(seeds, fc.string(), fc.integer({ min: -50, max: 50 }), fc.nat(100), (seed, label, from, width) => {
        const draws = drawsFor(seed, label);
        const value = draws.int(from, from + width);
        expect(value).toBeGreaterThanOrEqual(from);
        expect(value).toBeLessThanOrEqual(from + width);
        const unit = draws.unit();
        expect(unit >= 0 && unit < 1).toBe(true);
        expect(draws.chance(0)).toBe(false);
        expect(draws.chance(100)).toBe(true);
      }),
    );
  });

  test("of one label do not change when another label draws more", () => {
    const alone = drawsFor(3, "b").int(0, 1e6);
    const other = drawsFor(3, "a");
    for (let i = 0; i < 100; i++) other.unit();
    expect(drawsFor(3, "b").int(0, 1e6)).toBe(alone);
  });
});
