import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { largest, smallest } from "./extremes.ts";

test("the extremes of no values are the bound that was given, or infinite as with Math.max and Math.min", () => {
  expect([largest([]), largest([], 0), smallest([]), smallest([], 96)]).toEqual([-Infinity, 0, Infinity, 96]);
});

test("a value beyond the bound counts, one within it does not", () => {
  expect([largest([3, 7, 5], 0), largest([-3], 0), smallest([3, 7], 96), smallest([99], 96)]).toEqual([7, 0, 3, 96]);
});

test("NaN makes the extreme NaN, as with Math.max and Math.min", () => {
  expect([largest([1, Number.NaN]), smallest([1, Number.NaN])]).toEqual([Number.NaN, Number.NaN]);
});

test("half a million values work, where a spread into Math.max throws", () => {
  const values = Array.from({ length: 500_000 }, (_, i) => i);
  expect(() => Math.max(...values)).toThrow(RangeError);
  expect([largest(values), smallest(values)]).toEqual([499_999, 0]);
});

const root = path.resolve(import.meta.dirname, "..");

/** Calls that take any number of arguments, so that code is tempted to spread a list into them. */
const spreadable =
  /\b(?:Math\.(?:max|min|hypot)|String\.from(?:CharCode|CodePoint)|\w+\??\.(?:push|unshift|splice))\(/g;

/** What may be spread: `file: list`, and why it is short. Everything else needs a loop or `largest`. */
const bounded: Readonly<Record<string, string>> = {
  "bench/benches/engine-cost.ts: parts.map((part) => part[key])": "a part a process",
  "bench/benches/gate-time.ts: begun": "a face each",
  "bench/benches/gate-time.ts: faces.map((face) => face.summary.duration_ms ?? 0)": "a face each",
  "bench/benches/gate-time.ts: over": "a face each",
  "bench/print-table.ts: lines.map((line) => (line[i] as string).length)": "a row of a printed table each",
  "harness/check/delivery/seq-ranges.ts: rest": "two ranges at most",
  "harness/cli/verbs/list.ts: faces.map((face) => buildPlan(scenario, face, 1).expectedMs)":
    "the two faces of a scenario",
  "harness/cli/output/progress-table.ts: rest": "a face each",
  "harness/diagnose/ask-redis.ts: times": "a few PINGs",
  'harness/diagnose/buffer-rules.ts: targets.map(({ metrics }) => sumOf(metrics, "assist_sse_buffer_fill_ratio"))':
    "a target each",
  "harness/diagnose/server-rules.ts: faces.map(({ result }) => result.summary.error_rate ?? 0)": "a face each",
  "harness/diagnose/token-rules.ts: ahead": "a target each",
  "harness/explore/face-of-plan.ts: healed": "two or three faults",
  "harness/faults/clock-skew.ts: ends": "an instance each",
  'harness/faults/fill-ratio.ts: (await Promise.all(instances.map((url) => metric(url, "assist_sse_buffer_fill_ratio"))))':
    "an instance each",
  "harness/faults/metrics.ts: this.#last": "an instance each",
  "harness/gate/summarize.ts: parts.map((part) => part.durationMs)": "a face each",
  "harness/selftest/selftest-text.ts: rows.map((row) => pick(row).length)": "a liar each",
  "harness/selftest/verdict-of-row.ts: others.map(([name, count]) => `refused ${name} ×${count}`)":
    "a kind of answer each",
  "harness/stage/sampler.ts: found.map(({ fill }) => fill)": "an instance each",
  "reports/datadog/apply/plan-changes.ts: dashboards": "a page of 100",
  "reports/datadog/push/run-metrics.ts: faceMetrics(face, name, tags)": "the metrics of a face",
  "reports/html/face/stream-sketches.ts: times": "the connections of one sketch",
  "reports/junit.ts: ran.map((each) => each.timeMs)": "a row each",
  "reports/junit.ts: cases.map((each) => each.timeMs)": "a gate or a face each",
};

test("no list without a known bound is spread into a call", () => {
  const found = ["harness", "reports", "reference-server", "scenarios", "scripts", "bench"]
    .flatMap((room) =>
      readdirSync(path.join(root, room), { recursive: true, encoding: "utf8" }).map((name) => path.join(room, name)),
    )
    .filter(
      (file) =>
        /\.(ts|mjs)$/.test(file) &&
        !/\.test\.ts$|\/testing\/|node_modules/.test(file) &&
        file !== "harness/extremes.ts",
    )
    .flatMap((file) => spreadsOf(readFileSync(path.join(root, file), "utf8")).map((list) => `${file}: ${list}`));
  expect([...new Set(found)].sort()).toEqual(Object.keys(bounded).sort());
});

test.each([
  { source: "Math.max(0, ...a, 1)", lists: ["a"] },
  { source: "Math.min(\n  0,\n  ...a.map((b) => f(b, [...c])),\n)", lists: ["a.map((b) => f(b, [...c]))"] },
  { source: "this.rows.push(...(await more()))", lists: ["(await more())"] },
  { source: "rows.push({ ...row, a: [...b] })", lists: [] },
  { source: "Math.max(largest([...a]), b)", lists: [] },
])("the search for spreads finds $lists in $source", ({ source, lists }) => {
  expect(spreadsOf(source)).toEqual(lists);
});

/** The lists that a source spreads right into the arguments of such a call, on one line each. */
function spreadsOf(source: string): string[] {
  return [...source.matchAll(spreadable)].flatMap((match) =>
    argumentsFrom(source, match.index + match[0].length)
      .filter((argument) => argument.startsWith("..."))
      .map((argument) => argument.slice(3).replaceAll(/\s+/g, " ")),
  );
}

/** The arguments of the call whose first one begins at `from`. */
function argumentsFrom(source: string, from: number): string[] {
  const found: string[] = [];
  let depth = 0;
  let start = from;
  for (let at = from; at < source.length; at++) {
    const sign = source[at] as string;
    if ("([{".includes(sign)) depth++;
    if (depth === 0 && ",)".includes(sign)) {
      found.push(source.slice(start, at).trim());
      start = at + 1;
    }
    if (")]}".includes(sign) && depth-- === 0) return found;
  }
  return found;
}
