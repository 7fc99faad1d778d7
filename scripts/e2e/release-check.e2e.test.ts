import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { version: string };
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "resume-gate-release-"));
  await mkdir(path.join(folder, "scripts"));
  await cp(path.join(root, "scripts/release-check.sh"), path.join(folder, "scripts/release-check.sh"));
  await cp(path.join(root, "package.json"), path.join(folder, "package.json"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each([
  {
    claim: "the version's own, which the change log has",
    tag: `v${version}`,
    log: `## ${version}\n`,
    code: 0,
    says: "",
  },
  { claim: "another version's", tag: "v9.9.9", log: "## 9.9.9\n", code: 2, says: "package.json says" },
  {
    claim: "one of which no change is told",
    tag: `v${version}`,
    log: `## ${version} (not released yet)\n`,
    code: 2,
    says: "no heading",
  },
])("a tag that is $claim ends with $code", async ({ tag, log, code, says }) => {
  await writeFile(path.join(folder, "CHANGELOG.md"), `# Changes\n\n${log}`);
  const ended = await promisify(execFile)("sh", ["scripts/release-check.sh", tag], {
    cwd: folder,
    timeout: 10_000,
  }).then(
    () => ({ code: 0, stderr: "" }),
    ({ code: failed, stderr }: { code: number; stderr: string }) => ({ code: failed, stderr }),
  );
  expect(ended.code).toBe(code);
  expect(ended.stderr).toContain(says);
});
