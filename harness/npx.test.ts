import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

// Without an installation, plain npx would download any package of that name from the registry.
test("nothing tells people to run npx without --no-install", () => {
  const files = execFileSync("git", ["ls-files", "*.md", "*.ts", "*.mjs", "*.sh", "*.yml"], {
    cwd: root,
    encoding: "utf8",
  });
  const found = files
    .trim()
    .split("\n")
    .filter((file) => /\bnpx resume-gate\b/.test(readFileSync(path.join(root, file), "utf8")));
  expect(found.filter((file) => file !== "harness/npx.test.ts")).toEqual([]);
});
