#!/usr/bin/env node
// @ts-check

import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { scriptArguments } from "./arguments/script-arguments.mjs";
import { declarationEntries } from "./package/declaration-entries.mjs";
import { apiReport } from "./package/public-surface.mjs";

await scriptArguments(
  `usage: node scripts/api-report.mjs

Writes docs/api-report.md, the public surface, from a fresh build (\`npm run api-report\`).
`,
  {},
);
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const dist = path.join(root, "dist");
const { status } = spawnSync(process.execPath, [path.join(root, "scripts/build-package.mjs")], { stdio: "inherit" });
if (status !== 0) process.exit(1);
const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
writeFileSync(path.join(root, "docs/api-report.md"), apiReport(dist, declarationEntries(manifest)));
rmSync(dist, { recursive: true, force: true });
