import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FaceMeasure } from "./face-measure.ts";
import { Latency } from "./latency.ts";
import { cutIntoPhases, duringFault, faultSpans } from "./phases.ts";
import { EarlyStop } from "./sequential.ts";
import { percent, wilson } from "./wilson.ts";

describe("Wilson's interval", () => {
  // R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3 (score without correction).
  test.each([
    { successes: 81, attempts: 263, low: 25.53, high: 36.62 },
    { successes: 15, attempts: 148, low: 6.24, high: 16.05 },
    { successes: 0, attempts: 20, low: 0, high: 16.11 },
    { successes: 1, attempts: 29, low: 0.61, high: 17.18 },
  ])("of $successes in $attempts is $low to $high %, as published", ({ successes, attempts, low, high }) => {
    const interval = wilson(successes, attempts);
    expect(interval?.low).toBeCloseTo(low, 2);
    expect(interval?.high).toBeCloseTo(high, 2);
  });

  test("of nothing is null, and so is a rate", () => {
    expect([wilson(0, 0), percent(0, 0)]).toEqual([null, null]);
  });

  test.each([
    { claim: "188 successes in a row do not prove 98 %", attempts: 188, proves: false },
    { claim: "189 successes in a row do", attempts: 189, proves: true },
  ])("$claim", ({ attempts, proves }) => {
    expect((wilson(attempts, attempts)?.low ?? 0) >= 98).toBe(proves);
  });

  test("contains the rate, lies within 0 to 100, and mirrors the interval of the failures", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempts, share) => {
          const successes = Math.round(share * attempts);
          const { low, high } = wilson(successes, attempts) ?? { low: -1, high: -1 };
          const mirrored = wilson(attempts - successes, attempts) ?? { low: -1, high: -1 };
          const rate = percent(successes, attempts) ?? -1;
          expect(low).toBeGreaterThanOrEqual(0);
          expect(high).toBeLessThanOrEqual(100);
          expect(low).toBeLessThanOrEqual(rate + 1e-9);
          expect(high).toBeGreaterThanOrEqual(rate - 1e-9);
          expect(mirrored.low).toBeCloseTo(100 - high, 9);
        },
      ),
    );
  });
});

describe("the early stop", () => {
  const attemptsUntilStop = (planned: number, successAt: (n: number) => boolean) => {
    const stop = new EarlyStop({ allowed: 0.02, planned });
    for (let n = 1; n <= planned; n++) if (stop.add(successAt(n)) !== null) return n;
    return null;
  };

  test.each([
    { claim: "never stops a face without a failure", planned: 10_000, successAt: () => true, at: null },
    {
      claim: "stops at the first failure over the limit",
      planned: 240,
      successAt: (n: number) => n % 2 === 0,
      at: 9,
    },
    {
      claim: "goes on with exactly as many failures as are allowed",
      planned: 250,
      successAt: (n: number) => n > 5,
      at: null,
    },
    { claim: "stops a hopeless long face after 11 attempts", planned: 1_000_000, successAt: () => false, at: 11 },
    {
      claim: "lets a long face go on that just keeps its limit",
      planned: 10_000,
      successAt: (n: number) => n % 50 !== 0,
      at: null,
    },
  ])("$claim", ({ planned, successAt, at }) => {
    expect(attemptsUntilStop(planned, successAt)).toBe(at);
  });

  test("says how many failed, and why it stops", () => {
    const stop = new EarlyStop({ allowed: 0.02, planned: 10 });
    expect(stop.add(false)).toBe("1 of 1 attempts have failed, more than may fail of all 10 planned ones");
  });
});

describe("times", () => {
  test("over nothing are null", () => {
    expect(new Latency().percentiles()).toEqual({ p50: null, p95: null, p99: null, max: null });
  });

  test("keep three digits, in milliseconds", () => {
    const latency = new Latency();
    for (let ms = 1; ms <= 1_000; ms++) latency.add(ms);
    const { p50, p95, p99, max } = latency.percentiles();
    expect([p50, p95, p99, max].map((value) => Math.round((value ?? 0) / 10))).toEqual([50, 95, 99, 100]);
  });

  test("of two faces are taken from all of their values", () => {
    const [a, b] = [new Latency(), new Latency()];
    a.add(10);
    b.add(30);
    a.addAll(b);
    expect({ count: a.count, max: Math.round(a.percentiles().max ?? 0) }).toEqual({ count: 2, max: 30 });
  });
});

describe("fault phases", () => {
  const fault = (what: "started" | "proved" | "ended" | "failed", at: number, observed?: string) => ({
    k: "fault" as const,
    name: "redis-killed",
    what,
    at,
    ...(observed === undefined ? {} : { observed }),
  });
  const spans = faultSpans([fault("started", 10), fault("proved", 12, "PING refused"), fault("ended", 20)]);

  test.each([
    { at: 9, during: false },
    { at: 11, during: false },
    { at: 12, during: true },
    { at: 20, during: true },
    { at: 21, during: false },
  ])("$at is during the fault: $during", ({ at, during }) => {
    expect(duringFault(spans, at)).toBe(during);
  });

  test("a fault that was never undone lasts to the end", () => {
    expect(duringFault(faultSpans([fault("started", 1), fault("proved", 2)]), 1e9)).toBe(true);
  });

  test("divide the face into before, during and after", () => {
    expect(cutIntoPhases(spans, 30)).toEqual([
      { name: "before", from: 0, to: 10 },
      { name: "redis-killed", from: 10, to: 20 },
      { name: "after", from: 20, to: 30 },
    ]);
    expect(cutIntoPhases([], 30)).toEqual([{ name: "load", from: 0, to: 30 }]);
  });

  test("a fault that failed has its reason", () => {
    expect(faultSpans([fault("started", 1), fault("failed", 2, "no proof")])[0]).toMatchObject({
      provedAt: null,
      failed: "no proof",
    });
  });
});

test("events are counted in their own second", () => {
  const measure = new FaceMeasure();
  measure.events([0, 999.99, 1_000, 2_500, 2_500]);
  expect([...measure.seconds].map(([second, row]) => [second, row.events])).toEqual([
    [0, 2],
    [1, 1],
    [2, 2],
  ]);
});
