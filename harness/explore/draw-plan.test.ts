import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { draftGraph } from "../protocols/draft-graph/draft-graph.ts";
import { bounds, drawPlan } from "./draw-plan.ts";
import { rotationTokenLifeSec } from "./explore-plan.ts";
import { expectedMs, faceOfPlan } from "./face-of-plan.ts";

const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const numbers = fc.nat(10_000);

describe("a drawn plan", () => {
  test("is the same for the same seed and number, and another for another", () => {
    fc.assert(
      fc.property(seeds, numbers, numbers, (seed, number, other) => {
        expect(drawPlan(seed, number)).toEqual(drawPlan(seed, number));
        fc.pre(number !== other);
        expect(drawPlan(seed, number)).not.toEqual(drawPlan(seed, other));
      }),
    );
  });

  test("has two or three faults of different kinds; those of Redis come one after another and heal", () => {
    fc.assert(
      fc.property(seeds, numbers, (seed, number) => {
        const { faults } = drawPlan(seed, number);
        expect([2, 3]).toContain(faults.length);
        expect(new Set(faults.map(({ kind }) => kind)).size).toBe(faults.length);
        const ofRedis = faults.filter(({ kind }) => kind !== "secret-rotated");
        for (const [i, fault] of ofRedis.entries()) {
          expect(fault.forMs === undefined).toBe(fault.kind === "redis-reset");
          const next = ofRedis[i + 1];
          if (next) expect(next.atMs).toBeGreaterThanOrEqual(fault.atMs + (fault.forMs ?? 0) + bounds.gapMs[0]);
        }
      }),
    );
  });

  test("stays within what the contract promises to survive", () => {
    fc.assert(
      fc.property(seeds, numbers, (seed, number) => {
        const plan = drawPlan(seed, number);
        expect(plan.streams.length).toBeGreaterThanOrEqual(10);
        expect(plan.streams.length).toBeLessThanOrEqual(30);
        for (const { events, eventBytes, cuts } of plan.streams) {
          expect(events).toBeLessThan(200); // SSE_BUFFER_MAX_EVENTS is 256
          expect(events * eventBytes * 4).toBeLessThan(1.5 * 2 ** 20); // SSE_BUFFER_MAX_SIZE_MB, four bytes a character
          expect(cuts[0]?.where).not.toBe("first-byte"); // it would have no token
          for (const cut of cuts) expect(cut.awayMs).toBeLessThan((rotationTokenLifeSec * 1_000) / 2);
          const indexes = cuts.map((cut) => cut.afterIndex);
          expect(indexes).toEqual([...indexes].sort((a, b) => a - b));
          expect(Math.max(0, ...indexes)).toBeLessThan(events);
        }
        expect(expectedMs(plan)).toBeLessThan(30_000);
      }),
    );
  });

  test("becomes a face whose faults must all be proved and whose uncut streams must reach their end", () => {
    fc.assert(
      fc.property(seeds, numbers, (seed, number) => {
        const plan = drawPlan(seed, number);
        const face = faceOfPlan(plan, "some", draftGraph);
        expect(face.info.expect).toMatchObject({ outcome: "green", uncutMustComplete: true });
        expect(face.info.expect.faults).toEqual(plan.faults.map(({ kind }) => kind));
        expect(face.plan.streams).toHaveLength(plan.streams.length);
        for (const { role, cuts } of face.plan.streams) expect(role).toBe(cuts.length === 0 ? "uncut" : "cut");
      }),
    );
  });

  test("has each kind of fault within 60 plans", () => {
    const kinds = new Set(Array.from({ length: 60 }, (_, i) => drawPlan(1, i).faults.map(({ kind }) => kind)).flat());
    expect(kinds.size).toBe(7);
  });
});
