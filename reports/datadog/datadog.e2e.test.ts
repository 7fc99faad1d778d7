import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { madeResults } from "../testing/make-results.ts";
import { apply } from "./apply.ts";
import { connect, type Datadog } from "./connect.ts";
import { DatadogFailure } from "./failure.ts";
import { defaultQueryOptions } from "./names.ts";
import { Outbox } from "./outbox.ts";
import { plan } from "./plan.ts";
import { push } from "./push.ts";
import { countBuckets, resumeCounts } from "./query.ts";
import { type StandIn, startStandIn } from "./testing/stand-in.ts";

const options = { queries: defaultQueryOptions, objective: 98 };
const retry = { attempts: 4, firstWaitMs: 1, longestWaitMs: 2_000, timeoutMs: 2_000 };
let standIn: StandIn;
let datadog: Datadog;
let folder: string;

beforeEach(async () => {
  standIn = await startStandIn();
  datadog = await connect(standIn, { retry });
  folder = mkdtempSync(path.join(tmpdir(), "outbox-"));
});
afterEach(async () => {
  await standIn.close();
  rmSync(folder, { recursive: true });
});

const statuses = (where: string) =>
  standIn.seen.filter(({ operation }) => operation.includes(where)).map((s) => s.status);
const whatOf = async () => (await plan(datadog, options)).map(({ what }) => what);
async function failureOf(action: Promise<unknown>): Promise<DatadogFailure> {
  const error = await action.then(
    () => new Error("it went through"),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(DatadogFailure);
  return error as DatadogFailure;
}

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

describe("pushing a run", () => {
  const now = () => Date.parse("2026-03-01T12:05:00.000Z");

  test("sends its metrics and one event, as Datadog's description wants them; again, and nothing is sent", async () => {
    const outbox = new Outbox(folder);
    expect(outbox.add(madeResults())).toBe(true);
    expect((await push(datadog, outbox, now)).sent).toEqual(["run-1"]);
    expect(standIn.seen.map(({ status }) => status)).toEqual([202, 202]);
    expect(standIn.store.series.length).toBeGreaterThan(20);
    expect(standIn.store.events[0]).toMatchObject({
      alert_type: "success",
      tags: expect.arrayContaining(["run_id:run-1"]),
    });
    expect(new Outbox(folder).add(madeResults())).toBe(false);
    expect(await push(datadog, new Outbox(folder), now)).toEqual({ sent: [], kept: [], late: [] });
    expect(standIn.seen).toHaveLength(2);
  });

  test("waits when there are too many and tries again after a server's error", async () => {
    standIn.trouble("series", { status: 429, headers: { "retry-after": "0" } }, { status: 500 }, { drop: true });
    standIn.trouble("events", { status: 429, headers: { "x-ratelimit-reset": "0" } });
    const outbox = new Outbox(folder);
    outbox.add(madeResults());
    expect((await push(datadog, outbox, now)).sent).toEqual(["run-1"]);
    expect(statuses("series")).toEqual([429, 500, 0, 202]);
    expect(statuses("events")).toEqual([429, 202]);
  });

  test("gives up after so many times, keeps the runs, and the next push sends what is missing and no more", async () => {
    const outbox = new Outbox(folder);
    outbox.add(madeResults({ id: "b", at: "2026-03-01T12:00:00.000Z" }));
    outbox.add(madeResults({ id: "a", at: "2026-03-01T11:00:00.000Z" }));
    standIn.trouble("events", ...Array(retry.attempts).fill({ status: 503 }));
    const first = await push(datadog, outbox, now);
    expect(first.kept.map(({ run_id, failure }) => [run_id, failure.kind])).toEqual([
      ["a", "away"],
      ["b", "away"],
    ]);
    const second = await push(datadog, new Outbox(folder), now);
    expect(second).toMatchObject({ sent: ["a", "b"], kept: [], late: ["a"] });
    expect(statuses("series")).toEqual([202, 202]); // a's metrics were there already
    expect(standIn.store.events).toHaveLength(2);
  });

  test("a run that alone is refused does not hold up the next", async () => {
    const outbox = new Outbox(folder);
    outbox.add(madeResults({ id: "a", at: "2026-03-01T11:59:00.000Z" }));
    outbox.add(madeResults({ id: "b" }));
    standIn.trouble("series", { status: 400, body: '{"errors":["no"]}' });
    const { sent, kept } = await push(datadog, outbox, now);
    expect([sent, kept.map(({ failure }) => failure.message)]).toEqual([["b"], ["POST /api/v1/series: 400: no"]]);
  });

  test("half a file in the outbox is as good as none", async () => {
    const outbox = new Outbox(folder);
    writeFileSync(path.join(folder, "run-1.json"), '{"run_id":"run-1","metr');
    expect(outbox.waiting()).toEqual([]);
    expect(outbox.add(madeResults())).toBe(true);
  });

  test("a run's id is no path", async () => {
    const outbox = new Outbox(folder);
    expect(outbox.add(madeResults({ id: "../../etc/x" }))).toBe(true);
    expect(outbox.waiting()).toHaveLength(1);
  });
});

describe("what fails", () => {
  const list = () => datadog.call("list", () => datadog.monitors.listMonitors({}));
  const noMore = (status: number) => Array(retry.attempts).fill({ status });

  test.each([
    { claim: "wrong keys", trouble: [{ status: 403 }], kind: "keys", tries: 1 },
    { claim: "a bad request", trouble: [{ status: 400 }], kind: "refused", tries: 1 },
    {
      claim: "a redirect, which would take the keys elsewhere",
      trouble: [{ status: 302, headers: { location: "/" } }],
      kind: "refused",
      tries: 1,
    },
    { claim: "no JSON", trouble: [{ status: 200, body: "<html>" }], kind: "malformed", tries: 1 },
    { claim: "errors again and again", trouble: noMore(500), kind: "away", tries: 4 },
    { claim: "too many again and again", trouble: noMore(429), kind: "away", tries: 4 },
    {
      claim: "a wait of an hour, which is not waited",
      trouble: [{ status: 429, headers: { "retry-after": "3600" } }],
      kind: "away",
      tries: 1,
    },
  ])("$claim: is $kind after $tries", async ({ trouble, kind, tries }) => {
    standIn.trouble("GET", ...trouble);
    expect((await failureOf(list())).kind).toBe(kind);
    expect(standIn.seen).toHaveLength(tries);
  });

  test("no answer in time", async () => {
    const hasty = await connect(standIn, { retry: { ...retry, attempts: 2, timeoutMs: 50 } });
    standIn.trouble("GET", { hang: true }, { hang: true });
    const failure = await failureOf(hasty.call("list", () => hasty.monitors.listMonitors({})));
    expect(failure.message).toBe("GET /api/v1/monitor: no answer in 50 ms (2 times)");
  });

  test("nobody there", async () => {
    await standIn.close();
    expect((await failureOf(list())).message).toContain("ECONNREFUSED");
    standIn = await startStandIn();
  });

  test("never shows a key, even when the answer repeats it", async () => {
    const { apiKey, appKey } = standIn;
    standIn.trouble(
      "GET",
      { status: 403, body: JSON.stringify({ errors: [`bad ${apiKey}`, appKey] }) },
      { body: appKey },
    );
    standIn.trouble("GET", { status: 200, body: `"${apiKey}"` });
    for (let i = 0; i < 2; i++) {
      const failure = await failureOf(list());
      const shown = `${failure.stack} ${JSON.stringify(failure)} ${failure.cause}`;
      expect(shown).not.toContain(apiKey);
      expect(shown).not.toContain(appKey);
    }
  });

  test("keys that are wrong are refused by the stand-in itself", async () => {
    const wrong = await connect({ ...standIn, appKey: "nonsense" }, { retry });
    expect((await failureOf(wrong.call("list", () => wrong.slos.listSLOs({})))).kind).toBe("keys");
  });
});

describe("querying", () => {
  const attempts = "sum:attempts{*}.as_count()";
  const successes = "sum:successes{*}.as_count()";
  const now = Date.parse("2026-03-31T12:30:00.000Z");
  const ago = (minutes: number) => now - minutes * 60_000;

  test("counts each attempt once, whatever its age, up to 30 days", async () => {
    const ages = [2, 59, 359, 361, 5_000, 43_000];
    standIn.store.timeseries.push({ query: attempts, points: ages.map((age) => [ago(age), 10] as const) });
    standIn.store.timeseries.push({ query: successes, points: ages.slice(1).map((age) => [ago(age), 9] as const) });
    const found = await resumeCounts(datadog, { attempts, successes }, now);
    expect(found.reduce((sum, { total }) => sum + total, 0)).toBe(60);
    expect(found.reduce((sum, { good }) => sum + good, 0)).toBe(45);
    expect(found.find(({ at }) => at > ago(3))?.good).toBe(0); // no success is 0, as there were attempts
  });

  test("no series is no bucket, not a bucket of 0", async () => {
    expect(await resumeCounts(datadog, { attempts, successes }, now)).toEqual([]);
  });

  test("an error inside a 200 is an error", async () => {
    standIn.trouble("query", { status: 200, body: '{"status":"error","error":"bad query"}' });
    const asked = countBuckets(datadog, attempts, { from: ago(60), to: now, bucketMs: 60_000 });
    expect((await failureOf(asked)).message).toContain("bad query");
  });
});
