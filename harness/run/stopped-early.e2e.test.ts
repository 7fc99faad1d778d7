import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { byId } from "../engine/testing/one-client.ts";
import { freePort } from "../free-port.ts";
import { describedProtocol } from "../protocols/description/described-protocol.ts";
import { until } from "../wait.ts";
import { chooseFaces } from "./choice/choose-faces.ts";
import { prepareOut } from "./out-folder.ts";
import type { RunRequest } from "./request.ts";
import { run } from "./run.ts";

const folder = mkdtempSync(path.join(tmpdir(), "resume-gate-stopped-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test("a run that is stopped while its target starts leaves results and no process", async () => {
  const pidFile = path.join(folder, "pid");
  const speaks = describedProtocol("described", byId);
  const request: RunRequest = {
    ...{ profile: "pr", redis: "auto", set: [], engine: "own" as const, names: [], seed: 1, speaks },
    target: new URL(`http://127.0.0.1:${await freePort()}`),
    command: `echo $$ > '${pidFile}'; exec sleep 60`,
  };
  const stop = new AbortController();
  const out = prepareOut(folder);
  const running = run((pace) => chooseFaces([], request, 1, speaks, pace), request, { out, signal: stop.signal });
  await until("the command to run", async () => existsSync(pidFile) && readFileSync(pidFile, "utf8") !== "", {
    limitMs: 20_000,
  });
  stop.abort();
  const { results, refusal } = await running;
  expect([results.exit_code, refusal, existsSync(out.resultsFile)]).toEqual([130, null, true]);
  expect(isThere(Number(readFileSync(pidFile, "utf8")))).toBe(false);
});
