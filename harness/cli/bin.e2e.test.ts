import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../run/environment.ts";

const run = promisify(execFile);

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "resume-gate-bin-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A real node of that version, from the npm package `node`; null when the registry does not give it in time. */
async function nodeOf(major: number): Promise<string | null> {
  const place = path.join(folder, `node-${major}`);
  await mkdir(place, { recursive: true });
  await writeFile(path.join(place, "package.json"), '{"private":true}');
  try {
    await run("npm", ["install", "--no-audit", "--no-fund", `node@${major}`], { cwd: place, timeout: 60_000 });
    const file = path.join(place, "node_modules", "node", "bin", "node");
    await run(file, ["--version"]);
    return file;
  } catch {
    return null;
  }
}

/** Runs the launcher in a folder. */
function launch(node: string, place: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return run(node, [path.join(place, "harness", "cli", "bin.mjs"), ...args], { cwd: place, timeout: 60_000 }).then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      out: error.stdout,
      err: error.stderr,
    }),
  );
}

/** The launcher without a node from npm: in a fresh checkout, or in a user's project. */
async function withoutNode(name: string, files: readonly string[]): Promise<string> {
  const place = path.join(folder, name);
  await mkdir(path.join(place, "harness", "cli"), { recursive: true });
  for (const file of files) await copyFile(path.join(root, file), path.join(place, file));
  return place;
}

describe.each([18, 20, 22])("on node %i", (major) => {
  test("the launcher refuses in two lines, or hands over to the project's own node", async ({ skip }) => {
    const node = await nodeOf(major);
    if (node === null) return skip(`the npm registry gave no node@${major} within 60 s`);
    const refused = `resume-gate needs node 24 or newer; this is v${major}.`;

    const checkout = await withoutNode(`checkout-${major}`, ["harness/cli/bin.mjs", "harness/cli/main.ts"]);
    const fresh = await launch(node, checkout, "list");
    expect(fresh).toMatchObject({ code: 4, out: "", err: expect.stringContaining(refused) });
    expect(fresh.err.trim().split("\n")).toEqual([expect.any(String), expect.stringMatching(/^Run `npm run gate`/)]);

    const project = await withoutNode(`project-${major}`, ["harness/cli/bin.mjs"]);
    const installed = await launch(node, project, "list");
    expect(installed).toMatchObject({ code: 4, out: "", err: expect.stringContaining(refused) });
    expect(installed.err.trim().split("\n")).toEqual([expect.any(String), expect.stringMatching(/^Use a newer one/)]);

    const ready = await launch(node, root, "list");
    expect(ready).toEqual({ code: 0, out: expect.stringContaining("token-expiry"), err: "" });
  }, 120_000);
});

test("on an old node, a signal to the launcher alone stops the program that it has started", async () => {
  const versions = '{value:{...process.versions,node:"20.0.0"}}';
  const old = ["--import", `data:text/javascript,Object.defineProperty(process,"versions",${versions})`];
  const args = ["client", "--listen", "--rows", "cut-once", "--wait", "60s", "--out", path.join(folder, "stopped")];
  const launcher = spawn(process.execPath, [...old, path.join(root, "harness/cli/bin.mjs"), ...args]);
  await once(launcher.stdout, "data"); // it listens
  process.kill(launcher.pid as number, "SIGTERM");
  expect(await once(launcher, "close")).toEqual([130, null]);
}, 30_000);

test("npx in a checkout prints nothing of its own, on any node", async ({ skip }) => {
  const node = await nodeOf(20);
  if (node === null) return skip("the npm registry gave no node@20 within 60 s");
  const bin = path.join(folder, "path");
  await mkdir(bin);
  await symlink(node, path.join(bin, "node"));
  const outer = (process.env.PATH ?? "").split(":").filter((each) => !each.endsWith("node_modules/.bin"));
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("npm_")));
  const { stdout, stderr } = await run("npx", ["--no-install", "resume-gate", "list"], {
    cwd: root,
    env: { ...env, PATH: [bin, ...outer].join(":") },
    timeout: 60_000,
  });
  expect({ lists: stdout.includes("token-expiry"), stderr }).toEqual({ lists: true, stderr: "" });
}, 120_000);
