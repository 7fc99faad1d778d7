import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { redRun } from "../testing/judged.ts";
import { madeResults, madeSummary } from "../testing/make-results.ts";
import { validateResults } from "../validate-results.ts";
import { compareDefects, compareRate, compareTime } from "./compare-metrics.ts";
import { compare } from "./compare-runs.ts";
import { renderComparison } from "./comparison-text.ts";

const counts = {
  streams_started: 1_000,
  resume_attempts: 1_000,
  resume_eligible: 1_000,
  resume_successes: 1_000,
  events_received: 50_000,
  reconnect_p50_ms: 10,
  reconnect_p95_ms: 20,
  reconnect_p99_ms: 30,
  latency_p50_ms: 10,
  latency_p95_ms: 20,
  latency_p99_ms: 30,
};
const run = (changed: object = {}, made: object = {}) => madeResults({ counts: { ...counts, ...changed }, ...made });

test("what the builder makes fits the results' schema", () => {
  expect(validateResults(run())).toEqual([]);
});

describe("run B beside run A", () => {
  test.each([
    { claim: "a run is the same as itself", b: run(), verdict: "same", exit: 0 },
    { claim: "fewer resumes that succeed is worse", b: run({ resume_successes: 950 }), verdict: "worse", exit: 1 },
    { claim: "one lost event where there was none is worse", b: run({ lost: 1 }), verdict: "worse", exit: 1 },
    {
      claim: "one event of another stream where there was none is worse",
      b: run({ foreign: 1 }),
      verdict: "worse",
      exit: 1,
    },
    { claim: "a p99 beyond the tolerance is worse", b: run({ reconnect_p99_ms: 40 }), verdict: "worse", exit: 1 },
    { claim: "a p99 within it is the same", b: run({ reconnect_p99_ms: 35 }), verdict: "same", exit: 0 },
    { claim: "a p99 far under it is better", b: run({ reconnect_p99_ms: 3 }), verdict: "better", exit: 0 },
    { claim: "latency decides nothing", b: run({ latency_p99_ms: 300 }), verdict: "same", exit: 0 },
    {
      claim: "no attempt gives no verdict",
      b: run({ resume_eligible: 0, resume_successes: 0 }),
      verdict: "can't say",
      exit: 3,
    },
    { claim: "no time gives no verdict", b: run({ reconnect_p99_ms: null }), verdict: "can't say", exit: 3 },
    {
      claim: "worse outweighs what is unclear",
      b: run({ reconnect_p99_ms: null, lost: 1 }),
      verdict: "worse",
      exit: 1,
    },
    { claim: "other faces cannot be compared", b: run({}, { scenario: "buffer-trim" }), verdict: "can't say", exit: 3 },
    {
      claim: "times of another machine cannot be compared",
      b: run({}, { environment: { cores: 64 } }),
      verdict: "can't say",
      exit: 3,
    },
  ])("$claim", ({ b, verdict, exit }) => {
    const comparison = compare(run(), b);
    expect([comparison.verdict, comparison.exit_code]).toEqual([verdict, exit]);
  });

  test("each gate whose limit is 0 decides here too", async () => {
    const zeros = Object.entries((await redRun()).gates).filter(([, gate]) => gate.limit === 0);
    const decides = compare(run(), run()).metrics.flatMap(({ gate, metric }) => (gate ? [metric] : []));
    expect(zeros.length).toBeGreaterThan(8);
    expect(zeros.flatMap(([name]) => (decides.includes(name) ? [] : [name]))).toEqual([]);
  });

  test("an inject face, which has to be red, has no part in it", () => {
    const b = run();
    const [row] = b.scenarios;
    const faces = row?.faces.map((face) =>
      face.face === "inject" ? { ...face, summary: madeSummary({ resume_eligible: 5_000, lost: 9 }) } : face,
    );
    expect(compare(run(), { ...b, scenarios: [{ ...row, faces } as never] }).verdict).toBe("same");
  });

  test("the table fits 80 columns", () => {
    const text = renderComparison(
      compare(run({ lost: 3 }), run({ resume_successes: 7, resume_eligible: 9 }, { scenario: "x" })),
    );
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(text).toContain("can't say (exit 3)");
  });
});

describe("a rate", () => {
  const good = { up: "good", marginPoints: 0.5 } as const;
  test.each([
    { claim: "of few attempts is unclear", a: [20, 20], b: [20, 20], verdict: "can't say" },
    { claim: "of many is the same", a: [5_000, 5_000], b: [4_999, 5_000], verdict: "same" },
    { claim: "clear of 0 upwards is better", a: [900, 1_000], b: [990, 1_000], verdict: "better" },
    { claim: "clear of 0 downwards is worse", a: [990, 1_000], b: [900, 1_000], verdict: "worse" },
  ])("$claim", ({ a, b, verdict }) => {
    const of = ([part, whole]: number[]) => ({ part: part ?? 0, whole: whole ?? 0 });
    expect(compareRate(of(a), of(b), good).verdict).toBe(verdict);
  });

  test("that is better one way is worse the other way, and where up is bad", () => {
    const turned = { better: "worse", worse: "better", same: "same", "can't say": "can't say" };
    const counted = fc.integer({ min: 1, max: 3_000 }).chain((whole) => fc.nat(whole).map((part) => ({ part, whole })));
    fc.assert(
      fc.property(counted, counted, (a, b) => {
        const { verdict } = compareRate(a, b, good);
        expect(compareRate(b, a, good).verdict).toBe(turned[verdict]);
        expect(compareRate(a, b, { ...good, up: "bad" }).verdict).toBe(turned[verdict]);
      }),
    );
  });
});

describe("counts of what must not happen", () => {
  test.each([
    { claim: "none in either is the same", a: 0, b: 0, verdict: "same" },
    { claim: "from none to one is worse", a: 0, b: 1, verdict: "worse" },
    { claim: "from some to none is better", a: 2, b: 0, verdict: "better" },
    { claim: "3 and 4 are unclear", a: 3, b: 4, verdict: "can't say" },
    { claim: "3 and 40 are worse", a: 3, b: 40, verdict: "worse" },
    { claim: "40 and 3 are better", a: 40, b: 3, verdict: "better" },
  ])("$claim", ({ a, b, verdict }) => {
    expect(compareDefects({ count: a, events: 1_000 }, { count: b, events: 1_000 }).verdict).toBe(verdict);
  });

  test("without events there is no verdict, even if both counts are 0", () => {
    expect(compareDefects({ count: 0, events: 0 }, { count: 0, events: 9 }).verdict).toBe("can't say");
  });
});

test("a percentile of a handful of values is not compared", () => {
  const how = { above: 0.01, tolerancePercent: 20, incomparable: null };
  const told = compareTime({ value: 10, values: 499 }, { value: 99, values: 10_000 }, how);
  expect(told.verdict).toBe("can't say");
  expect(compareTime({ value: 10, values: 500 }, { value: 99, values: 500 }, how).verdict).toBe("worse");
});
