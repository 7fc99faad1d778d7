import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Face } from "../plan/scenario.ts";
import { setTargetStage, type TargetHooks } from "./target-stage.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-target-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const face: Face = { server: {}, faults: [], client: { retries: 0, startAnew: false } };

/** The stage of a face, what its commands print, and what could not be undone. */
function stageOf(hooks: TargetHooks, server: Face["server"]) {
  const logFile = path.join(folder, `${Math.random()}.log`);
  const troubles: string[] = [];
  const stage = setTargetStage({
    target: new URL("http://127.0.0.1:1"),
    hooks,
    face: { ...face, server },
    info: { scenario: "token-expiry", face: "inject" },
    logFile,
    onTrouble: (what) => troubles.push(what),
    signal: new AbortController().signal,
  });
  return { stage, log: () => readFileSync(logFile, "utf8"), troubles };
}

const printSettings = 'echo "$RESUME_GATE_SCENARIO.$RESUME_GATE_FACE $RESUME_GATE_FAULT $RESUME_GATE_SETTINGS"';

test("applies the face's settings before the load, and takes them back after it", async () => {
  const { stage, log } = stageOf({ start: printSettings, end: "echo taken back" }, { SSE_SNAPSHOT_TTL_SEC: "2" });
  const set = await stage;
  expect(log()).toContain('token-expiry.inject settings {"SSE_SNAPSHOT_TTL_SEC":"2"}');
  expect(log()).not.toContain("taken back");
  await set.dispose();
  expect(log()).toContain("taken back");
});

test("makes each fault with the user's commands", async () => {
  const { stage, log } = stageOf({ start: printSettings, end: "true" }, {});
  const set = await stage;
  const fault = set.makeFault?.({ kind: "redis-killed", atMs: 0 });
  expect((await fault?.start(new AbortController().signal))?.observed).toContain("token-expiry.inject redis-killed {}");
  await fault?.end();
  await set.dispose();
  expect(log()).not.toContain("settings");
});

test("stops when the settings cannot be applied, and takes back what was applied", async () => {
  const { stage, log } = stageOf({ start: "echo cannot; exit 9", end: "echo taken back" }, { SSE_HEARTBEAT_SEC: "1" });
  await expect(stage).rejects.toThrow("--fault-start ended with 9: cannot");
  expect(log()).toContain("taken back");
});

test("reports settings that could not be taken back", async () => {
  const { stage, troubles } = stageOf({ start: "true", end: "exit 4" }, { SSE_HEARTBEAT_SEC: "1" });
  await (await stage).dispose();
  expect(troubles).toEqual(["The settings stay: --fault-end ended with 4"]);
});
