import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connect, type Datadog } from "../connection/connect-datadog.ts";
import { defaultQueryOptions } from "../production-queries.ts";
import { quickRetry, type StandIn, startStandIn } from "../testing/stand-in.ts";
import { apply } from "./apply-plan.ts";
import { plan } from "./plan-changes.ts";

const options = { queries: defaultQueryOptions, objective: 98 };
let standIn: StandIn;
let datadog: Datadog;

beforeEach(async () => {
  standIn = await startStandIn();
  datadog = await connect(standIn, { retry: quickRetry });
});
afterEach(() => standIn.close());

const whatOf = async () => (await plan(datadog, options)).map(({ what }) => what);

describe("monitors, dashboard and SLO as code", () => {
  test("are planned without a change, made once, and then as wanted: applying twice changes nothing", async () => {
    expect(await whatOf()).toEqual(Array(7).fill("create"));
    expect(standIn.seen.every(({ operation }) => operation.startsWith("GET"))).toBe(true);
    expect(await apply(datadog, options)).toHaveLength(7);
    expect(await whatOf()).toEqual(Array(7).fill("none"));
    expect(await apply(datadog, options)).toHaveLength(0);
    expect(standIn.seen.filter(({ status }) => status !== 200)).toEqual([]);
    const { monitors, slos, dashboards } = standIn.store;
    expect([monitors.length, slos.length, dashboards.length]).toEqual([5, 1, 1]);
  });

  test("changed by hand are changed back, field by field, and nothing else is touched", async () => {
    await apply(datadog, options);
    const [monitor] = standIn.store.monitors;
    if (monitor) (monitor.options as { thresholds: { critical: number } }).thresholds.critical = 50;
    const before = standIn.seen.filter(({ operation }) => operation.startsWith("PUT")).length;
    const changed = (await plan(datadog, options)).filter(({ what }) => what !== "none");
    expect(changed.map(({ fields }) => fields)).toEqual([
      [{ path: "options.thresholds.critical", actual: 50, wanted: 98 }],
    ]);
    await apply(datadog, options);
    expect(standIn.seen.filter(({ operation }) => operation.startsWith("PUT"))).toHaveLength(before + 1);
    expect(await whatOf()).toEqual(Array(7).fill("none"));
  });

  test("things of others, and unknown things with our marker, are left alone", async () => {
    standIn.store.monitors.push({ id: 1, name: "theirs", type: "query alert", query: "q", tags: ["team:x"] });
    standIn.store.monitors.push({
      id: 2,
      name: "old",
      type: "query alert",
      query: "q",
      tags: ["managed-by:resume-gate"],
    });
    standIn.store.dashboards.push({ id: "a-b-c", title: "Resumable streams", description: "theirs" });
    expect((await plan(datadog, options)).filter(({ what }) => what === "unknown").map(({ name }) => name)).toEqual([
      "old (2)",
    ]);
    await apply(datadog, options);
    expect(standIn.store.monitors.slice(0, 2).map(({ name }) => name)).toEqual(["theirs", "old"]);
    expect(standIn.store.dashboards.map(({ description }) => description === "theirs")).toEqual([true, false]);
  });

  test("what was made although no answer came is not made twice", async () => {
    standIn.trouble("POST /api/v1/monitor", { status: 502, after: true }, { drop: true, after: true });
    standIn.trouble("POST /api/v1/dashboard", { status: 500, after: true });
    expect(await apply(datadog, options, { rounds: 5, waitMs: 1 })).toHaveLength(7);
    const { monitors, slos, dashboards } = standIn.store;
    expect([monitors.length, slos.length, dashboards.length]).toEqual([5, 1, 1]);
  });

  test("what was made before a refusal is reported", async () => {
    standIn.trouble("POST /api/v1/slo", { status: 403 });
    const done: string[] = [];
    await expect(apply(datadog, options, { onDone: ({ kind }) => done.push(kind) })).rejects.toThrow("403");
    expect(done).toEqual(Array(5).fill("monitor"));
  });

  test("a clone is shown and never changed, even if it is listed first", async () => {
    await apply(datadog, options);
    for (const all of [standIn.store.monitors, standIn.store.slos, standIn.store.dashboards]) {
      const [first] = all;
      if (first) all.unshift({ ...structuredClone(first), id: typeof first.id === "number" ? 7 : "clone" });
    }
    const clones = structuredClone([standIn.store.monitors[0], standIn.store.slos[0], standIn.store.dashboards[0]]);
    const left = (await plan(datadog, options)).filter(({ what }) => what !== "none");
    expect(left.map(({ kind, what }) => [kind, what])).toEqual([
      ["monitor", "unknown"],
      ["slo", "unknown"],
      ["dashboard", "unknown"],
    ]);
    expect(await apply(datadog, { ...options, queries: { ...options.queries, scope: "env:x" } })).toHaveLength(7);
    expect([standIn.store.monitors[0], standIn.store.slos[0], standIn.store.dashboards[0]]).toEqual(clones);
  });

  test("two that could be ours are both shown, and nothing is made", async () => {
    const tags = ["managed-by:resume-gate"];
    standIn.store.slos.push({ id: "a", name: "Resume success", type: "metric", thresholds: [], tags });
    standIn.store.slos.push({ id: "b", name: "Resume success", type: "metric", thresholds: [], tags });
    const two = (await plan(datadog, options)).filter(({ what }) => what === "ambiguous").map(({ name }) => name);
    expect(two).toEqual(["Resume success (a)", "Resume success (b)"]);
    await expect(apply(datadog, options)).rejects.toThrow("more than one could be ours");
    expect(standIn.store.monitors).toEqual([]);
  });
});
