import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunInfo } from "../history/run-info.ts";
import { detectRedis } from "../redis/detect-redis.ts";
import { liars } from "./liars.ts";
import { runHonestPlans, tryPlan } from "./random-plans/run-honest-plans.ts";
import { runSelftest } from "./selftest.ts";
import { prepareTestBed, type TestBed } from "./test-bed.ts";

const root = path.resolve(import.meta.dirname, "../..");
const stop = new AbortController();
const signal = stop.signal;
let folder = "";
let testBed: TestBed;
const environment = { node: "", harness: "", platform: "", cores: 1, redis: "", target: "", gitCommit: null };
const run: RunInfo = {
  id: "e2e",
  startedAt: new Date(0).toISOString(),
  seed: 1,
  profile: "e2e",
  faces: [],
  environment,
};

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-selftest-"));
  testBed = await prepareTestBed({ root, provider: await detectRedis("auto", process.env), folder, signal });
});
afterAll(async () => {
  await testBed?.dispose();
  rmSync(folder, { recursive: true, force: true });
});

test("each liar is found and named, and no unusual but honest server is accused", async () => {
  const rows = await runSelftest(liars, { run, testBed, seed: 11, folder, signal });
  expect(rows.filter((row) => row.objection !== null)).toEqual([]);
  expect(rows.map((row) => row.name)).toEqual(liars.map((liar) => liar.name));
});

describe("random plans", () => {
  test("lead to no accusation against correct servers", async () => {
    const report = await runHonestPlans({ run, testBed, from: 500, count: 40, folder, signal });
    expect(report.failures).toEqual([]);
    expect(report.seeds).toEqual(Array.from({ length: 40 }, (_, i) => 500 + i));
  });

  test("that fail are shrunk to a short plan, which fails again", async () => {
    const liar = liars.find((each) => each.name === "drop-replayed");
    if (!liar) throw new Error("There is no such liar.");
    const report = await runHonestPlans({ run, testBed, from: 1, count: 12, folder, signal, liar });
    const [failure] = report.failures;
    if (!failure) throw new Error("No seed failed.");
    expect(failure.objection).toContain("lost");
    expect(failure.plan.streams.length).toBeLessThanOrEqual(2);
    expect(failure.plan.streams.reduce((sum, stream) => sum + stream.cuts.length, 0)).toBeLessThanOrEqual(2);
    expect(await tryPlan(failure.plan, "again", { run, testBed, folder, signal, liar })).toContain("lost");
    expect(await tryPlan(failure.plan, "again-honest", { run, testBed, folder, signal })).toBeNull();
  });
});
