import fc from "fast-check";
import { expect, test } from "vitest";
import type { PlannedCut } from "../plan/face-plan.ts";
import { shortestReadMs, timeCuts } from "./time-cuts.ts";

const workload = { events: 40, interval_ms: 50, event_bytes: 16, seed: 1 };
const cut = (afterIndex: number, awayMs = 100): PlannedCut => ({
  afterIndex,
  where: "after-event",
  extraBytes: 0,
  awayMs,
  otherInstance: false,
  sendLastEventId: true,
  withdrawFirst: false,
});

test.each([
  { claim: "a cut falls when its event is due", cuts: [cut(9)], atMs: [500] },
  { claim: "a connection gets a while before it is cut", cuts: [cut(0)], atMs: [shortestReadMs] },
  { claim: "also one that came back", cuts: [cut(9, 400), cut(12)], atMs: [500, 1_150] },
  { claim: "a cut near the end falls earlier, so that it is made", cuts: [cut(38)], atMs: [1_600] },
  { claim: "a cut for which no time is left is left out", cuts: [cut(9, 1_000), cut(20)], atMs: [500] },
  { claim: "a cut before the first byte falls at once", cuts: [cut(-1)], atMs: [0] },
])("$claim", ({ cuts, atMs }) => {
  expect(timeCuts(cuts, workload).map((each) => each.atMs)).toEqual(atMs);
});

test("cuts come in order, apart, and before the stream's usual end", () => {
  const cuts = fc.array(fc.tuple(fc.nat({ max: 39 }), fc.nat({ max: 900 })).map(([index, away]) => cut(index, away)));
  fc.assert(
    fc.property(cuts, (planned) => {
      let back = 0;
      for (const { atMs, awayMs } of timeCuts(planned, workload)) {
        expect(atMs).toBeGreaterThanOrEqual(back + shortestReadMs);
        expect(atMs).toBeLessThanOrEqual(1_600);
        back = atMs + awayMs;
      }
    }),
  );
});
