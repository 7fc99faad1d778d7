import { describe, expect, test } from "vitest";
import { madeResults, madeSummary } from "../../testing/make-results.ts";
import { runEvent } from "./run-event.ts";
import { runMetrics } from "./run-metrics.ts";

describe("a run's series", () => {
  const results = madeResults();
  const series = runMetrics(results);
  const tagged = (metric: string, tag: string) =>
    series.filter((each) => each.metric === metric && each.tags?.includes(tag)).map(({ points }) => points[0]?.[1]);

  test("hold what each face measured, by scenario and face", () => {
    expect(tagged("assist.sse.gate.resume_successes", "face:fixed")).toEqual([999]);
    expect(tagged("assist.sse.gate.resume_successes", "face:inject")).toEqual([3]);
    expect(tagged("assist.sse.resume_expired", "face:inject")).toEqual([97]);
    expect(tagged("assist.sse.gate.value", "gate:resume_success_rate")).toEqual([99.9]);
  });

  test("all say where they come from, one verdict each, and the run's own time in seconds", () => {
    for (const { tags, points } of series) {
      expect(tags).toEqual(expect.arrayContaining(["source:resume-gate", "profile:pr"]));
      expect(tags?.filter((tag) => tag.startsWith("verdict:"))).toHaveLength(1);
      expect(points[0]?.[0]).toBe(Date.parse(results.started_at) / 1_000);
    }
  });

  test("lack what was not measured, rather than saying 0", () => {
    expect(series.some(({ metric }) => metric === "assist.sse.gate.reconnect_p99_ms")).toBe(false);
    const nothing = { limit: 98, op: ">=", value: null, verdict: "inconclusive", reason: "" } as const;
    const empty = runMetrics({ ...results, gates: { resume_success_rate: nothing } });
    expect(empty.some(({ metric }) => metric === "assist.sse.gate.value")).toBe(false);
  });
});

describe("a run's event", () => {
  const results = madeResults({ at: "2026-03-01T12:00:00.000Z" });
  const started = Date.parse(results.started_at);

  test("of a soak stands at its end, so that it is not over an hour late", () => {
    const soak = madeResults({ counts: { duration_ms: 4_000_000 } });
    const end = Math.floor((Date.parse(soak.started_at) + 4_000_000) / 1_000);
    expect(runMetrics(soak)[0]?.points[0]?.[0]).toBe(end);
    expect(runEvent(soak, end * 1_000).dateHappened).toBe(end);
  });

  test("stands at the run's end while Datadog takes it there", () => {
    expect(runEvent(results, started + 60_000).dateHappened).toBe(started / 1_000);
    expect(runEvent(results, started + 20 * 3_600_000).dateHappened).toBeUndefined();
  });

  test("keeps Datadog's limits and says what is wrong", () => {
    const bad = { ...results, verdict: "fail", reasons: Array(200).fill("lost ".repeat(20)), run_id: "x".repeat(500) };
    const event = runEvent(bad as typeof results, started);
    expect(event.text.length).toBeLessThanOrEqual(4_000);
    expect(event.text).toMatch(/\nReproduce: npx --no-install resume-gate run token-expiry --profile pr --seed 1$/);
    expect(event.aggregationKey?.length).toBeLessThanOrEqual(100);
    expect(event.alertType).toBe("error");
  });

  test("of a target's rows says how to run the red ones on that target again", () => {
    const target = "https://staging.example.com/";
    const faces = results.scenarios[0]?.faces.slice(1).map((face) => ({ ...face, face: "load" as const })) ?? [];
    const rows = ["cut", "storm"].map((name) => ({
      name,
      verdict: name === "cut" ? "fail" : "pass",
      reasons: [],
      faces,
    }));
    const run = { ...results, scenarios: rows, environment: { ...results.environment, target } } as typeof results;
    expect(runEvent(run, started).text).toMatch(
      /resume-gate run --target https:\/\/staging\.example\.com\/ --rows cut /,
    );
  });

  test("does not claim a rate without a resume", () => {
    const event = runEvent({ ...results, summary: madeSummary() }, started);
    expect(event.text).toContain("no eligible resume");
    expect(event.text).not.toMatch(/\d %/);
  });
});
