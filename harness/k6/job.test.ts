import { describe, expect, test } from "vitest";
import { baseline } from "../../scenarios/baseline.ts";
import { adjustLoad } from "../plan/adjust.ts";
import { buildPlan, shardOf } from "../plan/build-plan.ts";
import { k6Job } from "./job.ts";

const scenario = adjustLoad(baseline, { streams: 300 });
const plan = buildPlan(scenario, scenario.fixed, 7);
const targets = [new URL("http://127.0.0.1:3000/")];

describe("the job is the plan", () => {
  test("each stream is at the place where the script looks for it, also in a part of the plan", () => {
    for (const shard of [
      { index: 0, of: 1 },
      { index: 2, of: 4 },
    ]) {
      const { streams } = k6Job(shardOf(plan, shard), { targets, headers: {}, shard });
      expect(streams.length).toBeGreaterThan(70);
      expect(streams.map(({ s }) => (s - shard.index) / shard.of)).toEqual(streams.map((_, place) => place));
    }
  });

  test("it keeps arrivals, roles and workloads, and each cut that time allows", () => {
    const { streams } = k6Job(plan, { targets, headers: {} });
    const planned = new Map(plan.streams.map((each) => [each.s, each]));
    for (const { s, role, dueMs, workload, cuts } of streams) {
      const own = planned.get(s);
      expect({ role, workload }).toEqual({ role: own?.role, workload: own?.workload });
      expect(dueMs).toBeCloseTo(own?.dueMs ?? Number.NaN, 1);
      expect(cuts.length).toBeLessThanOrEqual(own?.cuts.length ?? 0);
    }
  });

  test("each process has at least one VU", () => {
    expect(k6Job(plan, { targets, headers: {}, processes: 16 }).vus).toBe(16);
    expect(k6Job(plan, { targets, headers: {}, processes: 4 }).vus).toBe(8);
  });

  test("no replacement's number is one of the plan's", () => {
    const { firstNew, streams } = k6Job(plan, { targets, headers: {} });
    expect(firstNew).toBe(streams.length);
  });
});
