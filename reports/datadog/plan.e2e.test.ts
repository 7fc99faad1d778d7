import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { apply } from "./apply.ts";
import { connect, type Datadog } from "./connect.ts";
import { defaultQueryOptions } from "./names.ts";
import { plan } from "./plan.ts";
import { quickRetry, type StandIn, startStandIn } from "./testing/stand-in.ts";

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
    expect(await whatOf()).toEqual(Array(6).fill("create"));
    expect(standIn.seen.every(({ operation }) => operation.startsWith("GET"))).toBe(true);
    expect(await apply(datadog, options)).toHaveLength(6);
    expect(await whatOf()).toEqual(Array(6).fill("none"));
    expect(await apply(datadog, options)).toHaveLength(0);
    expect(standIn.seen.filter(({ status }) => status !== 200)).toEqual([]);
    const { monitors, slos, dashboards } = standIn.store;
    expect([monitors.length, slos.length, dashboards.length]).toEqual([4, 1, 1]);
  });

  test("changed by hand are changed back, field by field, and nothing else is touched", async () => {
    await apply(datadog, options);
    const [monitor] = standIn.store.monitors;
    if (monitor) (monitor.options as { thresholds: { critical: number } }).thresholds.critical = 50;
    const changed = (await plan(datadog, options)).filter(({ what }) => what !== "none");
    expect(changed.map(({ fields }) => fields)).toEqual([
      [{ path: "options.thresholds.critical", actual: 50, wanted: 98 }],
    ]);
    await apply(datadog, options);
    expect(standIn.seen.filter(({ operation }) => operation.startsWith("PUT"))).toHaveLength(1);
    expect(await whatOf()).toEqual(Array(6).fill("none"));
  });

  test("others' are left alone, and so is what carries our mark but is unknown", async () => {
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
    await apply(datadog, options, { rounds: 5, waitMs: 1 });
    const { monitors, slos, dashboards } = standIn.store;
    expect([monitors.length, slos.length, dashboards.length]).toEqual([4, 1, 1]);
  });
});
