import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { leak } from "../../rows/leak.ts";
import { restart } from "../../rows/restart.ts";
import { storm } from "../../rows/storm.ts";
import { baseline } from "../../scenarios/baseline.ts";
import { redisOutage } from "../../scenarios/redis-outage.ts";
import { tokenExpiry } from "../../scenarios/token-expiry.ts";
import { adjustLoad, atPace, atRealTime } from "./adjust.ts";
import { buildPlan } from "./build-plan.ts";
import { applyOverride, parseOverride } from "./override.ts";
import { scenarioOfRow } from "./scenario-of-row.ts";

const total = (scenario: { load: readonly { streams: number }[] }) =>
  scenario.load.reduce((sum, load) => sum + load.streams, 0);

describe("the load", () => {
  test.each([
    { claim: "stays as it is without options", options: {}, streams: 268, withinMs: 9_000 },
    { claim: "has the streams asked for", options: { streams: 1_000 }, streams: 1_000, withinMs: 9_000 },
    { claim: "is multiplied by a profile", options: { factor: 4 }, streams: 1_072, withinMs: 9_000 },
    { claim: "follows rate and duration", options: { rate: 50, durationMs: 60_000 }, streams: 3_000, withinMs: 60_000 },
    { claim: "takes as long as a rate needs", options: { streams: 600, rate: 100 }, streams: 600, withinMs: 6_000 },
  ])("$claim", ({ options, streams, withinMs }) => {
    const adjusted = adjustLoad(baseline, options);
    expect(Math.abs(total(adjusted) - streams)).toBeLessThanOrEqual(2); // shared among groups, rounded
    expect(adjusted.load.map((load) => load.arriveWithinMs)).toEqual(adjusted.load.map(() => withinMs));
  });

  test("of a scenario with a fault keeps its times", () => {
    const adjusted = adjustLoad(tokenExpiry, { rate: 1, durationMs: 1 });
    expect(adjusted.load).toEqual(tokenExpiry.load);
  });

  test.each([restart, leak])(
    "of the row $name keeps its times: the target is killed or measured at a fixed moment",
    (row) => {
      const scenario = scenarioOfRow(row, { started: true });
      expect(adjustLoad(scenario, { durationMs: 20_000 }).load).toEqual(scenario.load);
    },
  );

  test("of the row storm follows a duration, although its target's memory is watched from the beginning", () => {
    const scenario = scenarioOfRow(storm, { started: true });
    expect(adjustLoad(scenario, { durationMs: 20_000 }).load.map((load) => load.arriveWithinMs)).toEqual([
      20_000, 20_000,
    ]);
  });
});

test("at real time, a token life of 2 s becomes 15 minutes, and absences stay longer than it", () => {
  const real = atRealTime(tokenExpiry);
  expect(real.inject?.server.SSE_SNAPSHOT_TTL_SEC).toBe("900");
  expect(real.load[0]?.cuts[0]?.awayMs).toEqual([1_350_000, 1_800_000]);
  expect(real.load[0]?.intervalMs).toBe(tokenExpiry.load[0]?.intervalMs);
});

describe("an override", () => {
  test.each([
    { text: "token-expiry.fixed.SSE_SNAPSHOT_TTL_SEC=2", key: "SSE_SNAPSHOT_TTL_SEC", value: "2" },
    { text: "redis-outage.inject.faults=none", key: "faults", value: "none" },
    { text: "redis-outage.fixed.retries=0", key: "retries", value: "0" },
  ])("$text is understood", ({ text, key, value }) => {
    expect(parseOverride(text)).toMatchObject({ key, value });
  });

  test.each(["", "x", "a.B.C=1", "a.fixed.=1", "a.fixed", "A.fixed.X=1"])("%j is refused", (text) => {
    expect(parseOverride(text)).toBeNull();
  });

  test("changes one face and leaves the other", () => {
    const override = parseOverride("token-expiry.fixed.SSE_SNAPSHOT_TTL_SEC=2");
    if (!override) throw new Error("not parsed");
    const changed = applyOverride(tokenExpiry, override);
    expect(changed.fixed.server.SSE_SNAPSHOT_TTL_SEC).toBe("2");
    expect(changed.inject).toEqual(tokenExpiry.inject);
  });

  test("with an unknown key is refused", () => {
    const override = { scenario: "token-expiry", face: "fixed", key: "faults", value: "some" } as const;
    expect(() => applyOverride(tokenExpiry, override)).toThrow(/faults=none/);
  });

  test("gives a fixed face the faults of its inject face, and keeps its client policy", () => {
    const override = { scenario: "redis-outage", face: "fixed", key: "faults", value: "inject" } as const;
    const { fixed, inject } = applyOverride(redisOutage, override);
    expect(fixed.faults).toEqual(inject?.faults);
    expect(fixed.client).toEqual(redisOutage.fixed.client);
  });
});

describe("at the pace of a target's streams", () => {
  test.each([
    {
      claim: "streams as long as the scenario's have the same cuts",
      events: 40,
      cuts: [
        [1, 15],
        [20, 39],
      ],
    },
    {
      claim: "short streams are cut before their end",
      events: 5,
      cuts: [
        [1, 2],
        [3, 4],
      ],
    },
    { claim: "streams of two events are cut once", events: 2, cuts: [[1, 1]] },
    {
      claim: "long streams are cut at the same relative places",
      events: 400,
      cuts: [
        [10, 150],
        [200, 390],
      ],
    },
  ])("$claim", ({ events, cuts }) => {
    const [group] = atPace(baseline, { events, intervalMs: 20 }).load;
    expect(group).toMatchObject({ events, intervalMs: 20 });
    expect(group?.cuts.map((cut) => cut.afterEvents)).toEqual(cuts);
  });

  test("no cut falls after the last event", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 500 }), fc.nat(1_000), (events, seed) => {
        const scenario = atPace(baseline, { events, intervalMs: 20 });
        for (const { cuts, role } of buildPlan(scenario, scenario.fixed, seed).streams) {
          if (role !== "cut") continue;
          for (const { afterIndex } of cuts) {
            expect(afterIndex).toBeGreaterThanOrEqual(0);
            expect(afterIndex).toBeLessThan(events - 1);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  test("every client of the row restart is cut before the target is killed, and comes back after it has returned", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 400 }), fc.integer({ min: 1, max: 100 }), (events, intervalMs) => {
        const pace = { events, intervalMs };
        const scenario = atPace(scenarioOfRow(restart, { pace, started: true }), pace);
        const { streams, faults } = buildPlan(scenario, scenario.fixed, 1);
        const killedAtMs = faults.find(({ kind }) => kind === "target-restart")?.atMs ?? Number.NaN;
        for (const { dueMs, cuts } of streams) {
          for (const { afterIndex, backAtMs } of cuts) {
            expect(dueMs + (afterIndex + 1) * intervalMs).toBeLessThan(killedAtMs);
            expect(backAtMs).toBeGreaterThanOrEqual(killedAtMs + 6_000);
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});
