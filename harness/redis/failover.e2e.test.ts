import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { until } from "../wait.ts";
import { binaryProvider } from "./binary-provider.ts";
import { redisCommand } from "./command.ts";
import { startFailover } from "./failover.ts";

const binary = await binaryProvider();
const { signal } = new AbortController();

test.skipIf(typeof binary === "string")("a start that is interrupted leaves no folder behind", async () => {
  const { TMPDIR } = process.env;
  const folder = mkdtempSync(path.join(tmpdir(), "resume-gate-failover-"));
  process.env.TMPDIR = folder;
  try {
    await expect(startFailover(AbortSignal.abort())).rejects.toThrow("aborted");
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
    rmSync(folder, { recursive: true, force: true });
  }
});

test.skipIf(typeof binary === "string")(
  "writes that were acknowledged after replication was cut are lost when Sentinel promotes the replica",
  async () => {
    const redis = await startFailover(signal);
    try {
      const { failover, proxy } = redis;
      if (!failover) throw new Error("no failover");
      expect(await redisCommand(proxy.port, ["SET", "before", "1"])).toBe("OK");
      expect(await redisCommand(proxy.port, ["WAIT", "1", "2000"])).toBe("1");
      await failover.cutReplication();
      expect(await redisCommand(proxy.port, ["SET", "after", "1"])).toBe("OK");
      await failover.killPrimary();
      let port = 0;
      await until(
        "the replica to be promoted",
        async () => {
          const now = await failover.primary();
          port = now.port;
          return now.agrees && port !== failover.firstPort;
        },
        { limitMs: 20_000, everyMs: 100 },
      );
      proxy.retarget({ host: "127.0.0.1", port });
      expect(await redisCommand(proxy.port, ["EXISTS", "before"])).toBe("1");
      expect(await redisCommand(proxy.port, ["EXISTS", "after"])).toBe("0");
    } finally {
      await redis.dispose();
    }
    expect(await redis.answers()).toBe(false);
  },
);
