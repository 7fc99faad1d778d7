#!/usr/bin/env node
// This file loads on every node from 18 on, so that an old node prints a sentence instead of a stack trace: named imports and syntax
// that node 18 lacks would fail before the first line runs. A checkout runs from its TypeScript, the npm package from its build in
// dist/. Both need node 24. If the caller's node is older, the one that npm installed as the package `node` takes over.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import * as nodeModule from "node:module"; // whole: `enableCompileCache` came with node 22, and a missing name stops the load
import { fileURLToPath } from "node:url";

const source = new URL("./main.ts", import.meta.url);
const build = new URL("../../dist/harness/cli/main.js", import.meta.url);
const isCheckout = existsSync(source);

const major = Number(process.versions.node.split(".")[0]);
if (major >= 24) {
  endWithLauncher();
  // Compiled code is kept, ours and our servers': a start then costs half the processor time. Children inherit the setting.
  process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL("../../.resume-gate/compile-cache", import.meta.url));
  nodeModule.enableCompileCache(process.env.NODE_COMPILE_CACHE);
  const { main } = await import(isCheckout ? source.href : build.href);
  await main(process.argv.slice(2));
} else {
  const ours = nodePackage();
  if (ours === null) {
    console.error(`resume-gate needs node 24 or newer; this is ${process.version}.`);
    console.error(
      isCheckout
        ? "Run `npm run gate` (or `sh scripts/prepare.sh`) once: it installs the right node beside the project."
        : "Use a newer one, or put one beside the project: npm install --save-dev node@24",
    );
    process.exit(4);
  }
  const child = spawn(ours, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: "inherit",
    env: { ...process.env, RESUME_GATE_LAUNCHER: String(process.pid) },
  });
  // A terminal signals the child as well, for which twice is once; `kill` and a container's stop signal us alone.
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.on("error", ({ message }) => {
    console.error(`The node at ${ours} did not start: ${message}.`);
    process.exit(4);
  });
  child.on("close", (code) => process.exit(code ?? 1));
}

/** A launcher that was killed cannot tell us, so we check for it. The watchdog then ends what we started. */
function endWithLauncher() {
  const launcher = Number(process.env.RESUME_GATE_LAUNCHER);
  delete process.env.RESUME_GATE_LAUNCHER; // our children have another parent
  if (launcher) setInterval(() => process.ppid !== launcher && process.exit(1), 500).unref();
}

/** The node of npm's package `node`, here or in the project that we are installed in; null without one. */
function nodePackage() {
  try {
    return nodeModule.createRequire(import.meta.url).resolve("node/bin/node");
  } catch {
    return null;
  }
}
