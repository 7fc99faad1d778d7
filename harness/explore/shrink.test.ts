import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { drawPlan } from "./draw-plan.ts";
import type { ExplorePlan } from "./explore-plan.ts";
import type { Judged } from "./judge-plan.ts";
import { shrink } from "./shrink.ts";
import { shrinkSteps, sizeOf } from "./shrink-steps.ts";

const plans = fc.tuple(fc.nat(2 ** 31 - 1), fc.nat(1_000)).map(([seed, number]) => drawPlan(seed, number));

const passed: Judged = {
  objections: [],
  kinds: [],
  unproved: null,
  faultsStarted: 0,
  faultsProved: 0,
  streams: 0,
  attempts: 0,
  events: 0,
  unresumable: 0,
  refusedRightly: 0,
};
const failed: Judged = { ...passed, objections: ["lost ×1: stream 0: Event 3 never came."], kinds: ["lost"] };

/** Shrinks against a server whose outcome is `outcomeOf` the plan. */
function shrinkWith(plan: ExplorePlan, outcomeOf: (plan: ExplorePlan) => Judged, maxTries = 1_000) {
  let tries = 0;
  return shrink(plan, failed, {
    tryPlan: async (smaller) => outcomeOf(smaller),
    mayGoOn: () => tries++ < maxTries,
  });
}

describe("smaller plans", () => {
  test("are smaller, keep a fault and a stream, and a rotation keeps its token life and two instances", () => {
    fc.assert(
      fc.property(plans, (plan) => {
        for (const smaller of shrinkSteps(plan)) {
          expect(sizeOf(smaller)).toBeLessThan(sizeOf(plan));
          expect(smaller.faults.length).toBeGreaterThan(0);
          expect(smaller.streams.length).toBeGreaterThan(0);
          const rotates = smaller.faults.some(({ kind }) => kind === "secret-rotated");
          expect("SSE_SNAPSHOT_TTL_SEC" in smaller.server).toBe(rotates);
          if (rotates) expect(smaller.instances).toBe(2);
          for (const { cuts } of smaller.streams) expect(cuts[0]?.where).not.toBe("first-byte");
        }
      }),
    );
  });
});

describe("shrinking", () => {
  test("finds the one fault and the one stream that cause the failure", async () => {
    await fc.assert(
      fc.asyncProperty(plans, fc.nat(100), fc.nat(100), async (plan, faultPick, streamPick) => {
        const fault = plan.faults[faultPick % plan.faults.length];
        const stream = plan.streams[streamPick % plan.streams.length];
        const guilty = (each: ExplorePlan) =>
          each.faults.some(({ kind }) => kind === fault?.kind) &&
          each.streams.some(({ seed }) => seed === stream?.seed);
        const { plan: least } = await shrinkWith(plan, (each) => (guilty(each) ? failed : passed));
        expect(least.faults).toEqual([fault]);
        expect(least.streams).toHaveLength(1);
        expect(least.streams[0]?.cuts).toEqual([]);
      }),
    );
  });

  test("keeps the plan when nothing smaller fails, or when it fails in another way", async () => {
    const plan = drawPlan(1, 1);
    expect((await shrinkWith(plan, () => passed)).plan).toBe(plan);
    expect((await shrinkWith(plan, () => ({ ...failed, kinds: ["stalled"] }))).plan).toBe(plan);
  });

  test("stops when it may not go on, with the smallest plan so far", async () => {
    const { plan, tries } = await shrinkWith(drawPlan(1, 1), () => failed, 2);
    expect(tries).toBe(2);
    expect(sizeOf(plan)).toBeLessThan(sizeOf(drawPlan(1, 1)));
  });
});
