import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { madeResults } from "../testing/make-results.ts";
import { sloPage } from "./slo-page.ts";
import { alertPairs, type Sample, sloReport, windowMs } from "./slo-report.ts";
import { samplesOf } from "./slo-samples.ts";
import { renderSlo } from "./slo-text.ts";

const now = Date.parse("2026-03-31T00:00:00.000Z");
const question = { now, objective: 98, source: "a test" };
const minute = 60_000;
const ago = (minutes: number, good: number, total: number): Sample => ({ at: now - minutes * minute, good, total });
const steady = (share: number, minutes: number): Sample[] =>
  Array.from({ length: minutes }, (_, i) => ago(i, 1_000 * share, 1_000));

describe("a period", () => {
  test("without data is null, never 0 or 100, and exits with 3", () => {
    const report = sloReport([], question);
    for (const period of report.periods) {
      expect(period).toMatchObject({ success_rate: null, burn_rate: null, met: null, budget: null, budget_left: null });
    }
    expect(report.alerts.map(({ state }) => state)).toEqual(["no data", "no data", "no data", "no data"]);
    expect(report.exit_code).toBe(3);
    expect(renderSlo(report)).not.toMatch(/100|NaN/);
  });

  test.each([
    { claim: "10 failures of 1000 at 98 % leave half of the budget of 20", good: 990, left: 50, burn: 0.5, exit: 0 },
    { claim: "none leaves all of it", good: 1_000, left: 100, burn: 0, exit: 0 },
    { claim: "20 leave nothing, and the objective is just met", good: 980, left: 0, burn: 1, exit: 0 },
    { claim: "30 overspend it", good: 970, left: -50, burn: 1.5, exit: 1 },
  ])("$claim", ({ good, left, burn, exit }) => {
    const report = sloReport([ago(4 * 24 * 60, good, 1_000)], question);
    for (const period of report.periods) {
      expect(period.budget_left).toBeCloseTo(left, 9);
      expect(period.burn_rate).toBeCloseTo(burn, 9);
    }
    expect(report.exit_code).toBe(exit);
  });

  test("that uses up exactly what an objective allows meets it, and no alert fires: one failure more misses it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_999 }), fc.integer({ min: 1, max: 100 }), (hundredths, times) => {
        const at = (failures: number) =>
          sloReport([ago(1, (hundredths - failures) * times, 10_000 * times)], {
            ...question,
            objective: hundredths / 100,
          });
        expect([at(0).exit_code, at(1).exit_code]).toEqual([0, 1]);
      }),
    );
  });

  test("ends now and starts its length before, that moment left out", () => {
    const edge = windowMs["7d"] / minute;
    const report = sloReport([ago(-1, 0, 5), ago(0, 1, 1), ago(edge - 1, 1, 1), ago(edge, 0, 7)], question);
    expect(report.periods[0]).toMatchObject({ window: "7d", total: 2, good: 2 });
    expect(report.periods[1]).toMatchObject({ window: "30d", total: 9, good: 2 });
  });
});

describe("alerts", () => {
  test("are the pairs of the SRE workbook; each short window but the last is a twelfth of its long one", () => {
    expect(alertPairs.map(({ burn, long, short }) => `${burn} ${long} ${short}`)).toEqual([
      "14.4 1h 5m",
      "6 6h 30m",
      "3 1d 2h",
      "1 3d 6h",
    ]);
    for (const { long, short } of alertPairs) expect(windowMs[long] / windowMs[short]).toBe(12);
  });

  const states = (samples: readonly Sample[]) => sloReport(samples, question).alerts.map(({ state }) => state);
  test.each([
    {
      claim: "a total outage of an hour fires all",
      samples: steady(0, 60),
      told: ["firing", "firing", "firing", "firing"],
    },
    // 30 % errors burn 15 times as fast as 2 %
    {
      claim: "30 % errors for six hours fire all",
      samples: steady(0.7, 360),
      told: ["firing", "firing", "firing", "firing"],
    },
    {
      claim: "20 % errors do not fire the fast page",
      samples: steady(0.8, 360),
      told: ["ok", "firing", "firing", "firing"],
    },
    { claim: "7 % errors are a ticket", samples: steady(0.93, 360), told: ["ok", "ok", "firing", "firing"] },
    { claim: "3 % errors are the slow ticket", samples: steady(0.97, 360), told: ["ok", "ok", "ok", "firing"] },
    { claim: "1 % fires nothing", samples: steady(0.99, 360), told: ["ok", "ok", "ok", "ok"] },
    {
      claim: "what is over resets the page: the short window is clean again",
      samples: [...steady(1, 5), ...steady(0, 60).slice(5)],
      told: ["ok", "firing", "firing", "firing"],
    },
    {
      claim: "a bad run 20 minutes ago and nothing since: the fast page has no data in its short window",
      samples: [ago(20, 0, 100)],
      told: ["no data", "firing", "firing", "firing"],
    },
    {
      claim: "a good run 20 minutes ago rules out the fast page",
      samples: [ago(20, 100, 100)],
      told: ["ok", "ok", "ok", "ok"],
    },
  ])("$claim", ({ samples, told }) => {
    expect(states(samples)).toEqual(told);
  });
});

test("only counts matter: splitting a sample changes nothing, and adding errors leaves less budget", () => {
  const sample = fc
    .record({ minutes: fc.integer({ min: 0, max: 43_199 }), total: fc.integer({ min: 1, max: 500 }), bad: fc.nat(500) })
    .map(({ minutes, total, bad }) => ago(minutes, Math.max(0, total - bad), total));
  fc.assert(
    fc.property(fc.array(sample, { minLength: 1, maxLength: 20 }), (samples) => {
      const whole = sloReport(samples, question);
      const parts = samples.flatMap(({ at, good, total }) => [
        { at, good, total: good },
        { at, good: 0, total: total - good },
      ]);
      expect(sloReport(parts, question)).toEqual(whole);
      const worse = sloReport([...samples, ago(1, 0, 1)], question);
      const left = (report: typeof whole) => report.periods[1]?.budget_left ?? Number.NaN;
      if (left(whole) > -4_899) expect(left(worse)).toBeLessThanOrEqual(left(whole));
    }),
  );
});

test("a run counts with its eligible resumes, at its start", () => {
  const run = madeResults({ at: "2026-03-30T12:00:00.000Z", counts: { resume_eligible: 50, resume_successes: 49 } });
  expect(samplesOf([run])).toEqual([{ at: Date.parse("2026-03-30T12:00:00.000Z"), good: 49, total: 50 }]);
});

test("the table fits 80 columns; the page shows the same figures", () => {
  const report = sloReport(steady(0.97, 360), { ...question, source: "<results>" });
  const text = renderSlo(report);
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  const html = sloPage(report);
  for (const figure of ["97.000 %", "-50.0 %", "1.50", "360000"]) {
    expect(text).toContain(figure);
    expect(html).toContain(figure);
  }
  expect(html).toContain("&lt;results&gt;");
  expect(html).not.toMatch(/NaN|undefined|<results>/);
});
