import { describe, expect, test } from "vitest";
import { validateResults } from "../../reports/validate-results.ts";
import type { SampleRecord } from "../history/samples.ts";
import { judge } from "./judge.ts";
import { growthGates, inMb, resourcesOf } from "./resources.ts";
import { goodFace, toText, withFiles } from "./testing/history.ts";

const mb = 1_048_576;
const sample = (at: number, rest: Partial<SampleRecord> = {}): SampleRecord => ({
  k: "sample",
  at,
  harnessRss: 100 * mb,
  harnessCpu: 10,
  loopMs: 5,
  ...rest,
});

describe("what a face's processes used", () => {
  test("is not known without a sample", () => {
    expect(resourcesOf([])).toBeNull();
  });

  test("is the mean of processor times and the maximum of everything else", () => {
    const used = resourcesOf([
      sample(1_000, {
        harnessCpu: 20,
        serverCpu: 40,
        serverRss: 50 * mb,
        fill: 0.2,
        redisMs: 3,
        redisRss: 9 * mb,
        redisKeys: 7,
      }),
      sample(2_000, { redisMs: null, redisKeys: 5, loopMs: 30 }),
      sample(3_000, {
        harnessCpu: 30,
        harnessRss: 120 * mb,
        serverCpu: 50,
        serverRss: 40 * mb,
        fill: 0.1,
        redisMs: 1,
        redisRss: 4 * mb,
        redisKeys: 2,
      }),
    ]);
    expect(used).toEqual({
      samples: 3,
      harness_cpu_mean: 20,
      harness_rss_max_mb: 120,
      loop_delay_max_ms: 30,
      server_cpu_mean: 45,
      server_rss_max_mb: 50,
      buffer_fill_max: 0.2,
      redis_ms_max: 3,
      redis_unanswered: 1,
      redis_rss_max_mb: 9,
      redis_keys_max: 7,
      redis_keys_last: 2,
      growth: {},
    });
  });

  test("is null where it could not be measured", () => {
    expect(resourcesOf([sample(0)])).toMatchObject({
      server_cpu_mean: null,
      server_rss_max_mb: null,
      buffer_fill_max: null,
      redis_ms_max: null,
      redis_unanswered: 0,
      redis_rss_max_mb: null,
      redis_keys_max: null,
      redis_keys_last: null,
    });
  });
});

describe("growth", () => {
  const watched = (ms: number, perHour: number) =>
    Array.from({ length: ms / 5_000 + 1 }, (_, i) =>
      sample(i * 5_000, { serverRss: (200 + (perHour * i * 5_000) / 3_600_000) * mb, redisRss: 10 * mb }),
    );

  const without = ({ serverRss: _rss, ...rest }: SampleRecord): SampleRecord => rest;

  test("is reported after ten minutes", () => {
    expect(resourcesOf(watched(595_000, 6))?.growth).toEqual({});
    expect(Object.keys(resourcesOf(watched(600_000, 6))?.growth ?? {})).toEqual(["server", "harness", "redis"]);
  });

  test("counts its ten minutes from the first sample, whenever that came", () => {
    const late = watched(595_000, 6).map((each) => ({ ...each, at: each.at + 3_600_000 }));
    expect(resourcesOf(late)?.growth).toEqual({});
  });

  test("is that of each process, in MiB an hour", () => {
    const growth = resourcesOf(watched(3_600_000, 6))?.growth ?? {};
    expect(growth.server).toMatchObject({ mb_per_hour: 6, low: 6, high: 6, mean_mb: 203.6, from_ms: 720_000 });
    expect(growth.harness).toMatchObject({ mb_per_hour: 0, mean_mb: 100 });
    expect(growth.redis).toMatchObject({ mb_per_hour: 0, mean_mb: 10 });
  });

  test("is left out for a process that was never measured", () => {
    const samples = watched(600_000, 0).map(({ serverRss: _rss, redisRss: _redis, ...rest }) => rest);
    expect(Object.keys(resourcesOf(samples)?.growth ?? {})).toEqual(["harness"]);
  });

  const gate = (mb_per_hour: number, low: number, high: number, mean_mb = 200) => {
    const none = resourcesOf([sample(0)]);
    const growth = { server: { mb_per_hour, low, high, mean_mb, from_ms: 0 } };
    return growthGates(none && { ...none, growth }, { limit: 20, lastedMs: 3_600_000 }).server_memory_growth;
  };

  test.each([
    { claim: "flat passes", of: () => gate(0, -1, 1), verdict: "pass", value: 0, low: -0.5, high: 0.5 },
    { claim: "up to the limit passes", of: () => gate(39, 38, 40), verdict: "pass", value: 19.5, low: 19, high: 20 },
    {
      claim: "possibly over the limit is inconclusive",
      of: () => gate(39, 30, 41),
      verdict: "inconclusive",
      value: 19.5,
      low: 15,
      high: 20.5,
    },
    {
      claim: "whose interval begins at the limit is inconclusive",
      of: () => gate(50, 40, 60),
      verdict: "inconclusive",
      value: 25,
      low: 20,
      high: 30,
    },
    {
      claim: "certainly over the limit fails",
      of: () => gate(50, 41, 60),
      verdict: "fail",
      value: 25,
      low: 20.5,
      high: 30,
    },
  ])("$claim", ({ of, verdict, value, low, high }) => {
    const made = of();
    expect(made).toMatchObject({ limit: 20, op: "<=", verdict, value, low, high });
    expect(made?.reason).toMatch(/MiB an hour \(.* to .*\) on a mean of 200 MiB: .* % an hour\./);
  });

  test("has no gate without a limit, or without samples", () => {
    const lastedMs = 600_000;
    const samples = resourcesOf(watched(lastedMs, 0));
    const gates = [growthGates(null, { limit: 20, lastedMs }), growthGates(samples, { limit: undefined, lastedMs })];
    expect(gates).toEqual([{}, {}]);
  });

  test.each([
    { claim: "its readings stopped early", samples: watched(3_600_000, 0).slice(0, 60) },
    {
      claim: "it could not be read for a while",
      samples: watched(3_600_000, 0).map((each) => (each.at > 1_800_000 && each.at < 2_200_000 ? without(each) : each)),
    },
  ])("of a process is inconclusive in a long face if $claim", ({ samples }) => {
    const gates = growthGates(resourcesOf(samples), { limit: 20, lastedMs: 3_600_000 });
    expect(gates.server_memory_growth).toMatchObject({ limit: 20, value: null, verdict: "inconclusive" });
    expect(growthGates(resourcesOf(samples), { limit: 20, lastedMs: 599_999 }).server_memory_growth).toBeUndefined();
  });

  test("of a process that was never measured has no gate, however long the face was", () => {
    const samples = watched(3_600_000, 0).map(without);
    expect(Object.keys(growthGates(resourcesOf(samples), { limit: 20, lastedMs: 3_600_000 }))).toEqual([
      "harness_memory_growth",
      "redis_memory_growth",
    ]);
  });

  test("over the limit turns a green face red, and its results fit the schema", async () => {
    const run = (perHour: number) =>
      withFiles([toText(goodFace({ more: watched(3_600_000, perHour) }))], (paths) => judge(paths));
    const [flat, growing] = [(await run(0)).results, (await run(400)).results];
    expect([flat.verdict, growing.verdict]).toEqual(["pass", "fail"]);
    expect(flat.scenarios[0]?.faces[0]?.resources).toMatchObject({ samples: 721, server_rss_max_mb: 200 });
    expect(growing.reasons.join()).toMatch(/server_memory_growth: 400 MiB an hour/);
    expect(validateResults(growing)).toEqual([]);
  });
});

test("bytes are MiB to a hundredth", () => {
  expect([inMb(mb), inMb(1.239 * mb), inMb(-mb / 2)]).toEqual([1, 1.24, -0.5]);
});
