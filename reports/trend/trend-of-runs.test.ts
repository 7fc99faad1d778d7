import { describe, expect, test } from "vitest";
import { madeResults } from "../testing/make-results.ts";
import { sparkline } from "./sparkline.ts";
import { trend } from "./trend-of-runs.ts";
import { trendPage } from "./trend-page.ts";
import { renderTrend } from "./trend-text.ts";

const day = (n: number) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString();
const runs = (reconnect: readonly (number | null)[], profile = "pr") =>
  reconnect.map((p99, n) =>
    madeResults({
      id: `${profile}-${n}`,
      at: day(n),
      profile,
      counts: {
        streams_started: 100,
        resume_eligible: 100,
        resume_successes: 100,
        reconnect_p99_ms: p99,
        error_rate: 0,
      },
    }),
  );
const rising = [10, 11, 12, 13, 14, 15, 16, 17, 18, 19];
const verdictOf = (values: readonly (number | null)[]) => {
  const found = trend(runs(values));
  return [found.rows.find(({ metric }) => metric === "reconnect_p99_ms")?.verdict, found.exit_code];
};

describe("a trend", () => {
  test.each([
    { claim: "a time that rises is worse", values: rising, told: ["worse", 1] },
    { claim: "a time that falls is better", values: [...rising].reverse(), told: ["better", 0] },
    { claim: "one that stays is steady", values: Array(10).fill(10), told: ["steady", 0] },
    { claim: "one that swings is steady", values: [10, 20, 10, 20, 10, 20, 10, 20, 10, 20], told: ["steady", 0] },
    { claim: "three runs are too few", values: [1, 2, 3], told: ["can't say", 3] },
    { claim: "runs that measured nothing give no verdict", values: Array(10).fill(null), told: ["can't say", 3] },
  ])("$claim", ({ values, told }) => {
    expect(verdictOf(values)).toEqual(told);
  });

  test("is per day, over runs in the order of time, whatever the order of the files", () => {
    const row = trend(runs(rising).reverse()).rows.find(({ metric }) => metric === "reconnect_p99_ms");
    expect(row?.values).toEqual(rising);
    expect(row?.drift?.slope).toBeCloseTo(1, 9);
  });

  test("does not mix profiles: the newest run's counts, or the one asked for", () => {
    const all = [...runs([1, 2, 3], "soak"), ...runs(rising)];
    expect(trend(all)).toMatchObject({ profile: "pr", left_out: 3 });
    expect(trend(all, "soak")).toMatchObject({ profile: "soak", left_out: 10, exit_code: 3 });
    expect(trend(all, "none")).toMatchObject({ runs: [], exit_code: 3 });
  });
});

test("a sparkline reaches from the least to the greatest, with gaps", () => {
  expect(sparkline([0, null, 7, 3.5], 40)).toBe("▁·█▅");
  expect(sparkline([5, 5], 40)).toBe("▄▄");
  expect(sparkline([1, 2, 3], 2)).toBe("▁█");
  expect(sparkline([null], 2)).toBe("·");
});

test("the terminal's text fits 80 columns and the page escapes what it shows", () => {
  const odd = trend(runs(rising, "<b>"));
  const text = renderTrend(odd);
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  const html = trendPage(odd);
  expect(html).not.toContain("<b>");
  expect(html).not.toMatch(/NaN|undefined|https?:/);
  expect(html.match(/<circle/g)?.length).toBe(10 * 4); // six metrics, two without a value
});
