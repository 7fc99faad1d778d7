import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BreakableRedis } from "../../../redis/breakable-redis.ts";
import { detectRedis } from "../../../redis/detect-redis.ts";
import { byId, referenceServer, runCommand, since } from "../../testing/run-with-command.ts";

let folder = "";
let runs = 0;
const newOut = () => path.join(folder, String(runs++));
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-command-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ways = { byId, since };
/** More than the kernel's buffers hold, so that a slow reader is one to the server. */
const large = { PAD: "400000" };

describe.skipIf(process.platform !== "linux").each(["byId", "since"] as const)(
  "rows of a target that we start, %s",
  (way) => {
    const run = (args: readonly string[], env = {}) => runCommand({ out: newOut(), way: ways[way], args, env });

    test.each([
      { fault: "counts-again", row: "restart", env: {}, streams: 100 },
      { fault: "forgets-timers", row: "leak", env: {}, streams: 65 },
      { fault: "drops-slow", row: "slow-reader", env: large, streams: 4 },
    ])(
      "$row is red with the fault $fault",
      async ({ fault, row, env, streams }) => {
        const few = ["--streams", String(streams)];
        const { verdicts, results, servers } = await run(["--rows", row, ...few], { FAULT: fault, ...env });
        expect({ verdicts, reasons: results.reasons }).toMatchObject({ verdicts: { [row]: "fail" } });
        expect(servers).toEqual([]);
      },
      120_000,
    );

    test("all rows of a correct server find nothing, and its processes are gone in the end", async () => {
      const { verdicts, results, servers, log } = await run([]);
      const names = ["restart", "leak", "slow-reader", "storm"];
      for (const name of names)
        expect({ [name]: verdicts[name], reasons: results.reasons }).toMatchObject({ [name]: "pass" });
      expect(Object.values(verdicts).filter((verdict) => verdict === "fail" || verdict === "inconclusive")).toEqual([]);
      const faults = results.scenarios.flatMap(({ faces }) =>
        faces.flatMap((face) => face.faults.map(({ name }) => name)),
      );
      expect([...new Set(faults)].sort()).toEqual(["target-leak", "target-memory", "target-restart"]);
      expect(log.match(/listening/g)).toHaveLength(2); // it was started again once
      expect(servers).toEqual([]);
    }, 180_000);
  },
);

describe.skipIf(process.platform !== "linux")("the reference server, started by us", () => {
  let redis: BreakableRedis;
  beforeAll(async () => {
    redis = await (await detectRedis("binary", {})).start({ signal: AbortSignal.timeout(30_000) });
  });
  afterAll(() => redis.dispose());
  const run = (secret: string, args: readonly string[], command = referenceServer) =>
    runCommand({
      out: newOut(),
      way: null,
      command,
      args,
      // Its limit for one key is meant for one user.
      env: { REDIS_URL: redis.url, SSE_RESUME_SECRET: secret, SSE_RESUME_LIVE_RPM: "100000" },
    });

  test("passes every row that its contract offers", async () => {
    const { verdicts, results } = await run("of-this-test-alone-and-long-enough", []);
    expect(results.not_offered?.map(({ row }) => row)).toEqual(["hostile-text"]);
    expect({ reasons: results.reasons, words: [...new Set(Object.values(verdicts))] }).toEqual({
      reasons: [],
      words: ["pass"],
    });
    expect(Object.keys(verdicts)).toHaveLength(19);
  }, 180_000);

  test("is red in restart where each of its processes makes a secret of its own (cause 2)", async () => {
    const own = `SSE_RESUME_SECRET="$$-of-this-process-alone-and-long-enough" exec ${referenceServer}`;
    const { verdicts, results } = await run("unused", ["--rows", "restart", "--streams", "60"], own);
    expect(verdicts).toEqual({ restart: "fail" });
    expect(results.scenarios[0]?.faces[0]?.answers).toMatchObject({ "401 RESUME_TOKEN_INVALID": expect.any(Number) });
  }, 120_000);
});
