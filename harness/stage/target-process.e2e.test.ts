import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { TargetProcess } from "./target-process.ts";

const folder = mkdtempSync(path.join(tmpdir(), "resume-gate-target-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a target is ready once it has said so, however much it prints after that", async () => {
  const target = await TargetProcess.start({
    command: "echo 'it listens'; seq 1 1000; exec sleep 60",
    ...{ ready: "it listens", url: new URL("http://127.0.0.1:9"), env: {} },
    logFile: path.join(folder, "target.log"),
    signal: AbortSignal.timeout(1_500),
  });
  expect(target.startMs).toBeLessThan(1_500);
  await target.stop();
});
