import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FaultSeen } from "../history/fault-seen.ts";
import { FaceMeasure } from "./face-measure.ts";
import { Latency } from "./latency.ts";
import { cutIntoPhases, duringFault, faultSpans } from "./phases.ts";
import { EarlyStop } from "./sequential.ts";
import { wilson } from "./wilson.ts";

const near = (value: number, wanted: number, share: number) => Math.abs(value - wanted) <= share * wanted + 0.01;

describe("a distribution's curve", () => {
  test("of nothing is empty", () => {
    expect(new Latency().curve()).toEqual([]);
  });

  test.each([
    { count: 1, known: [] },
    { count: 2, known: [10, 25, 50] },
    { count: 10, known: [10, 25, 50, 75, 90] },
    { count: 99, known: [10, 25, 50, 75, 90, 95, 97.5] },
    { count: 100, known: [10, 25, 50, 75, 90, 95, 97.5, 99] },
    { count: 10_001, known: [10, 25, 50, 75, 90, 95, 97.5, 99, 99.5, 99.9, 99.99] },
  ])("of $count values shows each percentile with at least one value above it, and the maximum", ({ count, known }) => {
    const latency = new Latency();
    for (let i = 1; i <= count; i++) latency.add(i);
    const curve = latency.curve();
    expect(curve.map(([percentile]) => percentile)).toEqual([...known, 100]);
    for (const [percentile, ms] of curve) {
      expect(near(ms, percentile === 100 ? count : Math.ceil((percentile / 100) * count), 0.002)).toBe(true);
    }
  });

  test("is coarse with one digit and fine with three", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_000_000 }), (ms) => {
        const [fine, coarse] = [new Latency(), new Latency(1)];
        fine.add(ms);
        coarse.add(ms);
        expect(near(fine.percentiles().p50 ?? 0, ms, 0.001)).toBe(true);
        expect(near(coarse.percentiles().p50 ?? 0, ms, 0.07)).toBe(true);
      }),
    );
    const values = [10_007, 10_011].map((ms) => {
      const coarse = new Latency(1);
      coarse.add(ms);
      return coarse.percentiles().p50;
    });
    expect(values[0]).toBe(values[1]); // one bucket: few buckets make it small
  });

  test("counts negative times as 0, and times over an hour as an hour", () => {
    const latency = new Latency();
    latency.add(-5);
    latency.add(1e9);
    expect(latency.curve()[0]?.[1]).toBe(0);
    expect(near(latency.percentiles().max ?? 0, 3_600_000, 0.001)).toBe(true);
  });
});

describe("the evidence of the early stop", () => {
  test("is the logarithm of Wald's ratio of 5 % against 2 %", () => {
    const stop = new EarlyStop({ allowed: 0.02, planned: 1_000_000 });
    for (const success of [false, true, true, false, true]) stop.add(success);
    expect(stop.evidence).toBeCloseTo(2 * Math.log(0.05 / 0.02) + 3 * Math.log(0.95 / 0.98), 12);
  });

  test("leads to a stop once the ratio is over 1 / 0.0001, with the reason", () => {
    const stop = new EarlyStop({ allowed: 0.02, planned: 1_000_000 });
    const reasons = Array.from({ length: 11 }, () => stop.add(false));
    expect(reasons.slice(0, 10)).toEqual(Array(10).fill(null));
    expect(reasons[10]).toBe("11 of 11 attempts have failed, which would not happen to a target within its limit");
    expect(10 * Math.log(2.5)).toBeLessThan(Math.log(10_000));
  });
});

describe("one second of a face", () => {
  test("gets the events of its time, in any order of the columns", () => {
    const measure = new FaceMeasure();
    measure.events([1_500, 500, 1_999.99, 2_000, 0, 1_000, 999]);
    expect([...measure.seconds].sort(([a], [b]) => a - b).map(([second, { events }]) => [second, events])).toEqual([
      [0, 3],
      [1, 3],
      [2, 1],
    ]);
  });

  test("counts the same as a plain count by seconds, for any times", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 9_000, noNaN: true })), (times) => {
        const measure = new FaceMeasure();
        measure.events(times);
        const plain = new Map<number, number>();
        for (const at of times) plain.set(Math.floor(at / 1_000), (plain.get(Math.floor(at / 1_000)) ?? 0) + 1);
        expect(new Map([...measure.seconds].map(([second, { events }]) => [second, events]))).toEqual(plain);
      }),
    );
  });

  test("counts attempts by their outcome, and keeps them without their answers", () => {
    const measure = new FaceMeasure();
    const attempt = { at: 1_200, eligible: true, success: false, symptom: true, refused: true, answer: "404" };
    measure.attempt(attempt);
    measure.attempt({ ...attempt, eligible: false, refused: false });
    measure.attempt({ ...attempt, success: true, refused: false, answer: "200" });
    expect(measure.seconds.get(1)).toMatchObject({ attempts: 3, eligible: 2, successes: 1, refused: 1 });
    expect([...(measure.seconds.get(1)?.answers ?? [])]).toEqual([
      ["404", 2],
      ["200", 1],
    ]);
    expect(measure.attempts).toHaveLength(3);
    expect(measure.attempts[0]).toEqual({ at: 1_200, eligible: true, success: false, symptom: true, refused: true });
  });

  test("has its own times besides those of the whole face", () => {
    const measure = new FaceMeasure();
    measure.reconnected(20, 1_500);
    measure.firstEvent(30, 2_500);
    measure.firstEvent(50, 2_600);
    expect([measure.reconnect.count, measure.latency.count]).toEqual([1, 2]);
    const second = (number: number) => measure.seconds.get(number);
    expect([second(1)?.reconnect?.count, second(1)?.latency, second(2)?.reconnect, second(2)?.latency?.count]).toEqual([
      1,
      null,
      null,
      2,
    ]);
  });
});

describe("faults in time", () => {
  const fault = (
    name: string,
    what: "started" | "proved" | "ended" | "failed" | "disproved",
    at: number,
    observed?: string,
    seen?: FaultSeen,
  ) =>
    ({
      k: "fault",
      name,
      what,
      at,
      ...(observed === undefined ? {} : { observed }),
      ...(seen ? { seen } : {}),
    }) as const;

  test("keep their first start and proof, their last end, and what was seen last", () => {
    const spans = faultSpans([
      fault("a", "started", 1),
      fault("a", "started", 5),
      fault("a", "proved", 2, "first", { code: "redis-slow", pingMs: 1 }),
      fault("a", "proved", 9, "second", { code: "redis-slow", pingMs: 2 }),
      fault("a", "ended", 10),
      fault("a", "ended", 12),
    ]);
    expect(spans).toEqual([
      {
        name: "a",
        startedAt: 1,
        provedAt: 2,
        endedAt: 12,
        failed: null,
        disproved: null,
        seen: { code: "redis-slow", pingMs: 2 },
        observed: "second",
      },
    ]);
  });

  test("that give no reason get one", () => {
    const spans = faultSpans([fault("a", "failed", 1), fault("b", "disproved", 2)]);
    expect(spans).toMatchObject([{ failed: "it failed" }, { disproved: "it was disproved" }]);
  });

  test("that were never proved do not count; one proved fault of several is enough", () => {
    const spans = faultSpans([fault("a", "started", 0), fault("b", "proved", 10), fault("b", "ended", 20)]);
    expect([5, 10, 15, 20, 21].map((at) => duringFault(spans, at))).toEqual([false, true, true, true, false]);
  });

  test("that overlap divide the face where one begins or ends, and are named together", () => {
    const spans = faultSpans([
      fault("a", "started", 10),
      fault("a", "ended", 30),
      fault("b", "started", 20),
      fault("b", "ended", 40),
      fault("c", "proved", 5),
    ]);
    expect(cutIntoPhases(spans, 50)).toEqual([
      { name: "before", from: 0, to: 10 },
      { name: "a", from: 10, to: 20 },
      { name: "a + b", from: 20, to: 30 },
      { name: "b", from: 30, to: 40 },
      { name: "after", from: 40, to: 50 },
    ]);
  });

  test("that end with the face, or after it, are the last phase", () => {
    const at = (end: number) => cutIntoPhases(faultSpans([fault("a", "started", 10), fault("a", "ended", end)]), 30);
    expect([at(30), at(99)]).toEqual(
      Array(2).fill([
        { name: "before", from: 0, to: 10 },
        { name: "a", from: 10, to: 30 },
      ]),
    );
  });
});

test("Wilson's interval is exact at its ends, which arithmetic alone would miss by a rounding error", () => {
  for (let attempts = 1; attempts <= 400; attempts++) {
    expect(wilson(0, attempts)?.low).toBe(0);
    expect(wilson(attempts, attempts)?.high).toBe(100);
  }
});
