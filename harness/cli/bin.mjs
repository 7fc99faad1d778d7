#!/usr/bin/env node
// Plain JavaScript that any node can read: the program itself is TypeScript, which needs node 24. Where the caller's
// node is older, the one that npm installed for this project takes over.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const major = Number(process.versions.node.split(".")[0]);
if (major >= 24) {
  const { main } = await import("./main.ts");
  await main(process.argv.slice(2));
} else {
  const ours = fileURLToPath(new URL("../../node_modules/node/bin/node", import.meta.url));
  if (!existsSync(ours)) {
    console.error(`resume-gate needs node 24 or newer; this is ${process.version}.`);
    console.error(
      "Run `npm run gate` (or `sh scripts/prepare.sh`) once: it installs the right node beside the project.",
    );
    process.exit(4);
  }
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {}); // the child gets it too, and ends by itself
  const { status } = spawnSync(ours, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: "inherit" });
  process.exit(status ?? 1);
}
