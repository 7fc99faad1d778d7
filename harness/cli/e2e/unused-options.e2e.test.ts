import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { faceRecords, streamRecords, toText } from "../../gate/testing/history.ts";
import { root } from "../../run/environment.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-unused-"));
  mkdirSync(path.join(folder, "empty"));
  writeFileSync(path.join(folder, "baseline.load.ndjson"), toText(faceRecords(streamRecords(0))));
  resumeGate("check", "baseline.load.ndjson", "--out", "runs.json");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function resumeGate(...args: readonly string[]) {
  const env = {
    ...process.env,
    DD_API_KEY: "0123456789abcdef0123456789abcdef",
    DD_APP_KEY: "fedcba9876543210fedcba9876543210fedcba98",
  };
  const bin = path.join(root, "harness/cli/bin.mjs");
  const { status, stderr } = spawnSync(process.execPath, [bin, ...args], { cwd: folder, encoding: "utf8", env });
  return { status, stderr };
}

test.each([
  { args: ["datadog", "plan", "--outbox", "x"], says: /unknown option '--outbox'/ },
  {
    args: ["diagnose", "--results", "runs.json", "--header", "a: b"],
    says: /--header has no effect without a --target/,
  },
  {
    args: ["diagnose", "--logs", "runs.json", "--face", "baseline.load"],
    says: /--face has no effect without results/,
  },
  { args: ["check", "baseline.load.ndjson", "--json", "--quiet"], says: /--quiet has no effect beside --json/ },
  {
    args: ["trend", "runs.json", "--profile", "soak"],
    says: /No run in runs\.json is of the profile "soak"[\s\S]*There are: pr/,
  },
  { args: ["report", "runs.json", "--earlier", "empty"], says: /it contains no results/ },
])("$args is refused: it would have no effect", ({ args, says }) => {
  const { status, stderr } = resumeGate(...args);
  expect(stderr).toMatch(says);
  expect(status).toBe(2);
});
