#!/usr/bin/env node
// @ts-check

import { spawnSync } from "node:child_process";
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { bundleScript } from "../harness/k6/bundle.ts";
import { scriptArguments } from "./arguments/script-arguments.mjs";
import { declarationEntries } from "./package/declaration-entries.mjs";
import { keepPublicTypes } from "./package/public-types.mjs";

await scriptArguments(
  `usage: node scripts/build-package.mjs

Builds \`dist/\` for the npm package (\`npm pack\` calls this): JavaScript, because node strips no types below node_modules.
A checkout needs none of it, and runs straight from its .ts files.
`,
  {},
);
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const dist = path.join(root, "dist");
/** What is read as a file and not imported, so that the compiler does not carry it. */
const asFiles = [
  ...globSync("reports/html/{assets,live}/*.{css,js}", { cwd: root }),
  "reports/results.schema.json",
  "reports/client/client-results.schema.json",
  "harness/history/history.schema.json",
];

const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));

rmSync(dist, { recursive: true, force: true });
const compiler = path.join(root, "node_modules", ".bin", "tsc");
const { status, error } = spawnSync(compiler, ["-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
if (status !== 0) {
  process.stderr.write(`The package was not built: tsc ended with ${error?.message ?? status}.\n`);
  rmSync(dist, { recursive: true, force: true });
  process.exit(1);
}
for (const file of asFiles) {
  if (file.endsWith(".js") && existsSync(path.join(root, file.replace(/js$/, "ts"))))
    throw new Error(`${file} has the name of a compiled module: one would replace the other.`);
  mkdirSync(path.dirname(path.join(dist, file)), { recursive: true });
  cpSync(path.join(root, file), path.join(dist, file));
}
keepPublicTypes(dist, Object.values(declarationEntries(manifest)));
writeFileSync(path.join(dist, "harness", "k6", "script.bundle.js"), await bundleScript());
const { name, version, type, peerDependencies } = manifest;
writeFileSync(
  path.join(dist, "package.json"),
  `${JSON.stringify({ name, version, type, peerDependencies }, null, 2)}\n`,
);
