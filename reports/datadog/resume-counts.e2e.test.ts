import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connect, type Datadog } from "./connection/connect-datadog.ts";
import { countBuckets, resumeCounts } from "./resume-counts.ts";
import { failureOf, quickRetry, type StandIn, startStandIn } from "./testing/stand-in.ts";

let standIn: StandIn;
let datadog: Datadog;

beforeEach(async () => {
  standIn = await startStandIn();
  datadog = await connect(standIn, { retry: quickRetry });
});
afterEach(() => standIn.close());

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

  test("without a series there is no bucket, and not a bucket of 0", async () => {
    expect(await resumeCounts(datadog, { attempts, successes }, now)).toEqual([]);
  });

  test("an error inside a 200 is an error", async () => {
    standIn.trouble("query", { status: 200, body: '{"status":"error","error":"bad query"}' });
    const asked = countBuckets(datadog, attempts, { from: ago(60), to: now, bucketMs: 60_000 });
    expect((await failureOf(asked)).message).toContain("bad query");
  });
});
