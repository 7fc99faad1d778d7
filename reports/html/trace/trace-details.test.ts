import { describe, expect, test } from "vitest";
import { hostileRun, hostileTraces, redRun, tracedRun } from "../../testing/judged.ts";
import { renderHtml } from "../html-report.ts";
import { traceScale } from "./trace-scale.ts";

describe("the streams of a report, event by event", () => {
  test("are those with findings, and one that went well beside them", async () => {
    const { traces } = await tracedRun();
    const [first] = traces;
    expect([first?.scenario, first?.face, first?.failing.map(({ s }) => s), first?.whole?.s]).toEqual([
      "baseline",
      "load",
      [9],
      0,
    ]);
  });

  test("tell connections, cursors, answers, each event, the cut, what is missing, its proof and the command", async () => {
    const { results, traces } = await tracedRun();
    const page = renderHtml(results, [], { traces });
    const trace = page.slice(page.indexOf('id="trace-baseline-load-9"'), page.indexOf("--stream 9</code></p>"));
    const text = trace.replaceAll(/<[^>]+>/g, " ").replaceAll(/\s+/g, " ");
    for (const seq of [0, 1, 2, 3, 4, 5, 6, 8, 12]) expect(text).toContain(` event ${seq}`);
    expect(text).not.toContain(" event 7 ");
    for (const part of [
      "Last-Event-ID 4",
      "text/event-stream",
      "cut by us, as planned",
      "lost (missing: 7): Event 7 never came. Connection #1. Shown by: chain.",
      "npx --no-install resume-gate replay resume-gate-out/histories/baseline.load.ndjson",
    ])
      expect(text).toContain(part);
  });

  test("are linked from each finding that has one, and from no other", async () => {
    const { results, traces } = await tracedRun();
    const page = renderHtml(results, [], { traces });
    const wanted = [...page.matchAll(/href="#(trace-[^"]*)"/g)].map(([, id]) => id);
    expect(wanted).toContain("trace-baseline-load-9");
    for (const id of wanted) expect(page).toContain(`id="${id}"`);
    expect(renderHtml(await redRun())).not.toContain("#trace-");
  });

  test("link a trace id only to a tracing system that was named", async () => {
    const { results, traces } = await tracedRun();
    const own = traces.map((each) => ({ ...each, failing: each.failing.map((one) => ({ ...one, traceId: "ab/c" })) }));
    expect(renderHtml(results, [], { traces: own })).not.toContain("https://");
    const page = renderHtml(results, [], { traces: own, traceUrl: "https://jaeger.example/{trace}?a=1&b={trace}" });
    expect(page).toContain('href="https://jaeger.example/ab%2Fc?a=1&amp;b=ab%2Fc"');
  });

  test("show hostile text as text", async () => {
    const page = renderHtml(await hostileRun(), [], { traces: await hostileTraces() });
    expect(page).not.toContain("<img");
    expect(page.match(/<\/script>/g)).toHaveLength(2);
  });

  test("are bounded, and say what is left out", async () => {
    const { results, traces } = await tracedRun();
    expect(traces.every(({ failing }) => failing.length <= 4)).toBe(true);
    const gone = { scenario: "baseline", face: "load", failing: [], whole: null, leftOut: "It is gone." };
    expect(renderHtml(results, [], { traces: [gone] })).toContain("load: It is gone.");
  });
});

describe("the time line", () => {
  test("draws long waits shorter, keeps the order, and says where", () => {
    const times = [0, 10, 20, 30, 60_000, 60_010, 60_020];
    const { x, waits } = traceScale(times, [0, 1_000]);
    const places = times.map(x);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect([places[0], places.at(-1)]).toEqual([0, 1_000]);
    expect(x(30)).toBeGreaterThan(200);
    expect(waits).toEqual([{ from: 30, to: 60_000 }]);
  });

  test("draws an even pace evenly", () => {
    const { x, waits } = traceScale([0, 10, 20, 30, 40], [0, 100]);
    expect([waits, x(20)]).toEqual([[], 50]);
  });

  test("has a place for one moment, and for none", () => {
    expect(traceScale([5], [10, 20]).x(5)).toBe(10);
    expect(traceScale([], [10, 20]).x(0)).toBe(10);
  });
});
