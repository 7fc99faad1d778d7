import { spawnSync } from "node:child_process";
import path from "node:path";
import { describe, expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const scripts = [
  "bench/bench.ts",
  "proving-ground/clients/run.mjs",
  "scripts/api-report.mjs",
  "scripts/build-package.mjs",
  "scripts/build-scan.mjs",
  "scripts/diagnose-faces.ts",
  "scripts/diagnose-live.ts",
  "scripts/pr-comment.mjs",
  "scripts/prove.ts",
  "scripts/rotate-hmac.mjs",
  "scripts/simulate-gates.ts",
  "scripts/testing/screenshots.ts",
];

function run(script: string, ...args: readonly string[]) {
  return spawnSync(process.execPath, [path.join(root, script), ...args], { encoding: "utf8", timeout: 30_000 });
}

describe.each(scripts)("%s", (script) => {
  test("prints its usage for --help", () => {
    const { status, stdout, stderr } = run(script, "--help");
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^usage: .*\n\n/);
  });

  test("refuses an option that it does not have, in a sentence and with exit code 2", () => {
    const { status, stdout, stderr } = run(script, "--no-such-option");
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^There is no option --no-such-option\./);
    expect(stderr).not.toMatch(/^ +at /m);
  });
});
