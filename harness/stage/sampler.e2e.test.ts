import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SampleRecord } from "../history/samples.ts";
import { detectRedis } from "../redis/detect-redis.ts";
import { root } from "../run/environment.ts";
import { until } from "../wait.ts";
import { FaceSampler } from "./sampler.ts";
import { type Stage, setStage } from "./stage.ts";

const folder = mkdtempSync(path.join(tmpdir(), "resume-gate-sampler-test-"));
let stage: Stage;

beforeAll(async () => {
  stage = await setStage({
    root,
    // With a fault on Redis the servers use the proxy, as in a scenario that breaks Redis.
    face: {
      server: {},
      instances: 2,
      faults: [{ kind: "redis-paused", atMs: 0 }],
      client: { retries: 0, startAnew: false },
    },
    provider: await detectRedis("auto", process.env),
    logPrefix: path.join(folder, "server"),
    onLog() {},
    onTrouble() {},
    signal: AbortSignal.timeout(60_000),
  });
}, 60_000);
afterAll(async () => {
  await stage?.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** Takes samples of the stage until there are `enough`. */
async function samples(enough: (all: readonly SampleRecord[]) => boolean, sampled = true): Promise<SampleRecord[]> {
  const all: SampleRecord[] = [];
  const servers = stage.servers.map(({ url }) => url);
  const start = performance.now();
  const sampler = new FaceSampler(sampled ? { servers, redisUrl: stage.redisUrl } : null, {
    now: () => performance.now() - start,
    expectedMs: 10_000,
    take: (sample) => all.push(sample),
  });
  try {
    await until("enough samples", async () => enough(all), { limitMs: 15_000, everyMs: 50 });
  } finally {
    await sampler.stop();
  }
  return all;
}

describe("the sampler of a face", () => {
  test("samples Redis, both servers and itself once a second", async () => {
    const [first, second] = await samples((all) => all.length >= 2);
    expect(second).toMatchObject({ k: "sample", redisKeys: 3, fill: 0 }); // the servers announce themselves in one key, and write under one each
    expect(second?.redisMs).toBeGreaterThan(0);
    expect(second?.redisRss).toBeGreaterThan(1e6);
    expect(second?.serverRss).toBeGreaterThan(5e7); // two node processes
    expect(second?.serverCpu).toBeGreaterThanOrEqual(0);
    expect(second?.harnessRss).toBeGreaterThan(2e7);
    expect(first).not.toHaveProperty("serverCpu"); // there was no sample before it to count from
    expect(Math.round(((second?.at ?? 0) - (first?.at ?? 0)) / 1_000)).toBeGreaterThanOrEqual(1);
  });

  test("has null while Redis is silent, and a time again afterwards", async () => {
    await stage.redis.pause();
    const unpause = setTimeout(() => void stage.redis.unpause(), 2_500);
    try {
      const all = await samples(
        (seen) => seen.some(({ redisMs }) => redisMs === null) && seen.at(-1)?.redisMs !== null,
      );
      const silent = all.find(({ redisMs }) => redisMs === null);
      expect(silent).not.toHaveProperty("redisRss");
      expect(all.at(-1)?.redisMs).toBeGreaterThan(0);
    } finally {
      clearTimeout(unpause);
      await stage.redis.unpause();
    }
  });

  test("has only its own figures for a target that we did not start", async () => {
    const [sample] = await samples((all) => all.length >= 1, false);
    expect(Object.keys(sample ?? {}).sort()).toEqual(["at", "harnessCpu", "harnessRss", "k", "loopMs"]);
  });
});
