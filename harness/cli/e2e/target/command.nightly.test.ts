import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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

test.skipIf(process.platform !== "linux")(
  "the reference server passes every row that its contract offers",
  async () => {
    const redis = await (await detectRedis("binary", {})).start({ signal: AbortSignal.timeout(30_000) });
    try {
      // Its limit for one key is meant for one user.
      const env = {
        REDIS_URL: redis.url,
        SSE_RESUME_SECRET: "of-this-test-alone-and-long-enough",
        SSE_RESUME_LIVE_RPM: "100000",
      };
      const { verdicts, results } = await runCommand({
        out: newOut(),
        way: null,
        command: referenceServer,
        args: [],
        env,
      });
      expect(results.not_offered?.map(({ row }) => row)).toEqual(["hostile-text"]);
      expect({ reasons: results.reasons, words: [...new Set(Object.values(verdicts))] }).toEqual({
        reasons: [],
        words: ["pass"],
      });
      expect(Object.keys(verdicts)).toHaveLength(19);
    } finally {
      await redis.dispose();
    }
  },
  180_000,
);
