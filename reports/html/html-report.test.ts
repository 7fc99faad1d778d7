import { describe, expect, test } from "vitest";
import type { Results, Window } from "../../harness/gate/results.ts";
import { emptyRun, greenRun, hostile, hostileRun, redRun } from "../testing/judged.ts";
import { valueAt } from "../testing/value-at.ts";
import { timelinesOf } from "./face/timeline-steps.ts";
import { renderHtml } from "./html-report.ts";

const figures = (page: string) =>
  [...page.matchAll(/data-figure="([^"]*)" value="([^"]*)"/g)].map(([, pointer, value]) => [
    (pointer as string)
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&quot;", '"')
      .replaceAll("&#39;", "'")
      .replaceAll("&#13;", "\r")
      .replaceAll("&amp;", "&"),
    value,
  ]);

test("the made-up runs are what their names say", async () => {
  expect([(await greenRun()).verdict, (await redRun()).verdict, (await emptyRun()).verdict]).toEqual([
    "pass",
    "fail",
    "inconclusive",
  ]);
});

describe("the page", () => {
  test.each([
    { claim: "a green run", make: greenRun, least: 120 },
    { claim: "a red run", make: redRun, least: 120 },
    { claim: "a run with nothing to show", make: emptyRun, least: 30 },
    { claim: "a run with hostile text", make: hostileRun, least: 120 },
  ])("of $claim shows the figures of its results and no other", async ({ make, least }) => {
    const results = await make();
    const found = figures(renderHtml(results));
    expect(found.length).toBeGreaterThan(least);
    for (const [pointer, value] of found)
      expect([pointer, value]).toEqual([pointer, JSON.stringify(valueAt(results, pointer as string))]);
  });

  test("shows every count of the summary, every gate and every answer", async () => {
    const results = await redRun();
    const shown = new Set(figures(renderHtml(results)).map(([pointer]) => pointer));
    const wanted = [
      ...Object.keys(results.summary).flatMap((key) => (key.endsWith("percentiles") ? [] : [`/summary/${key}`])),
      ...Object.keys(results.gates).map((key) => `/gates/${key}/value`),
      ...results.scenarios.flatMap(({ faces }, i) =>
        faces.flatMap(({ answers }, j) =>
          Object.keys(answers).map((key) => `/scenarios/${i}/faces/${j}/answers/${key}`),
        ),
      ),
    ];
    expect(wanted.filter((pointer) => !shown.has(pointer))).toEqual([]);
  });

  test("says verdict and reasons before anything else, and how to show it again", async () => {
    const page = renderHtml(await redRun());
    const text = page.slice(page.indexOf("<main>")).replaceAll(/<[^>]+>/g, " ");
    expect(text.indexOf("fail")).toBeLessThan(text.indexOf("1 lost event"));
    expect(text.indexOf("1 lost event")).toBeLessThan(text.indexOf("In figures"));
    expect(page).toContain("npx --no-install resume-gate run baseline redis-outage --profile pr --seed 7");
    expect(page).toContain(
      "npx --no-install resume-gate replay resume-gate-out/histories/baseline.load.ndjson --stream 9",
    );
  });

  test("counts events of another stream among what is wrong with the events, where there are any", async () => {
    const results = await redRun();
    const tile = (foreign?: number) => {
      const summary = foreign === undefined ? results.summary : { ...results.summary, foreign };
      const [, text = ""] = /events checked<\/dt>(.*?)<\/div>/s.exec(renderHtml({ ...results, summary })) ?? [];
      return text.replaceAll(/<[^>]+>/g, "");
    };
    expect(tile(2)).toContain("2 foreign, 1 lost, 0 duplicated");
    expect(tile()).toMatch(/\d1 lost, 0 duplicated/);
  });

  test("shows hostile text as text", async () => {
    const page = renderHtml(await hostileRun());
    expect(page).not.toContain("<img");
    expect(page.match(/<\/script>/g)).toHaveLength(1);
    expect(page).toContain("&lt;img src=x onerror=alert(1)&gt;");
    expect(hostile).toContain("<img");
  });

  test("loads nothing from elsewhere, and lets the browser load nothing", async () => {
    const page = renderHtml(await redRun());
    expect(page.match(/(src|href|url)\s*[=(]\s*["']?(https?:)?\/\//g)).toBeNull();
    expect(page).toContain("default-src 'none'");
  });

  test("is the same for the same results", async () => {
    const results = await redRun();
    expect(renderHtml(results)).toBe(renderHtml(structuredClone(results)));
  });

  test("shows a trend only when there are earlier runs, never this run twice, and none of another profile", async () => {
    const results = await greenRun();
    const run = (id: string, day: number): Results => ({
      ...results,
      run_id: id,
      started_at: `2023-11-0${day}T00:00:00.000Z`,
    });
    expect(renderHtml(results)).not.toContain('id="trend"');
    const page = renderHtml(results, [run("b", 2), results, { ...run("soak", 3), profile: "soak" }, run("a", 1)]);
    expect([...page.matchAll(/data-run="([^"]*)"/g)].map((match) => match[1])).toEqual(["a", "b", results.run_id]);
  });
});

describe("long timelines", () => {
  const windows = (count: number): Window[] =>
    Array.from({ length: count }, (_, i) => ({
      scenario: "soak",
      face: "load",
      at_ms: i * 1_000,
      streams_open: i,
      arrivals: 1,
      events: 10,
      attempts: 2,
      eligible: 2,
      successes: 1,
      refused: 1,
      fault: i === 700,
    }));

  test("are summed: no count is lost, and the fault still shows", () => {
    const [timeline] = timelinesOf(windows(3_601), "soak", ["load"]);
    const steps = timeline?.steps.map(({ window }) => window) ?? [];
    expect(steps.length).toBeLessThanOrEqual(300);
    expect(steps.reduce((sum, { events }) => sum + events, 0)).toBe(36_010);
    expect(Math.max(...steps.map(({ streams_open }) => streams_open))).toBe(3_600);
    expect(steps.filter(({ fault }) => fault)).toHaveLength(1);
  });

  test("keep a page of eight hours under a megabyte", async () => {
    const results = await greenRun();
    expect(renderHtml({ ...results, windows: windows(28_800) }).length).toBeLessThan(1_000_000);
  });
});
