import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "..");
const run = promisify(execFile);
let folder = "";

/** What a project sees that runs the program of the package; the node of this test stands first on its PATH. */
function inProject(args: readonly string[]): Promise<{ stdout: string; code: number }> {
  const bin = path.join(folder, "project", "node_modules", "resume-gate", "harness", "cli", "bin.mjs");
  const options = { cwd: path.join(folder, "project"), timeout: 60_000, maxBuffer: 16 * 1024 * 1024 };
  return run(process.execPath, [bin, ...args], options).then(
    ({ stdout }) => ({ stdout, code: 0 }),
    (error: { stdout: string; code: number }) => ({ stdout: error.stdout, code: error.code }),
  );
}

/**
 * Puts the package into an empty project as npm would, but from the packages of this checkout, so that no registry is
 * needed: only those that the lock file does not call `dev`, and none of ours but what was packed.
 */
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "resume-gate-package-"));
  await run("npm", ["pack", "--pack-destination", folder], { cwd: root, timeout: 120_000 });
  const modules = path.join(folder, "project", "node_modules");
  await mkdir(path.join(modules, "resume-gate"), { recursive: true });
  await writeFile(path.join(folder, "project", "package.json"), '{"name":"clean","private":true}\n');
  await run("tar", ["-xzf", path.join(folder, "resume-gate-0.1.0.tgz"), "--strip-components=1"], {
    cwd: path.join(modules, "resume-gate"),
  });
  const lock = JSON.parse(await readFile(path.join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, { dev?: true; optional?: true }>;
  };
  for (const [place, { dev, optional }] of Object.entries(lock.packages)) {
    const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(place)?.[1];
    if (name === undefined || dev || optional) continue;
    await mkdir(path.dirname(path.join(modules, name)), { recursive: true });
    await symlink(path.join(root, place), path.join(modules, name));
  }
}, 180_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

test("the packed program lists the scenarios", async () => {
  const { stdout, code } = await inProject(["list"]);
  expect(code).toBe(0);
  expect(stdout).toContain("token-expiry");
});

test("the packed program runs a face with its own server, and leaves results and reports", async () => {
  const { code } = await inProject([
    "run",
    "baseline",
    "--redis",
    "binary",
    "--streams",
    "30",
    "--seed",
    "7",
    "--quiet",
  ]);
  expect(code).toBe(3); // 30 streams prove nothing; inconclusive is what they have to be
  const results = JSON.parse(await readFile(path.join(folder, "project", "perf-sse-live-results.json"), "utf8"));
  expect(results).toMatchObject({
    seed: 7,
    summary: { streams_started: 30, unfinished: 0, lost: 0, duplicated: 0 },
    command: { scenarios: ["baseline"], set: [], streams: 30, engine: "own" },
  });
  expect(await readFile(path.join(folder, "project", "perf-sse-report.html"), "utf8")).toContain("</html>");
});

test("the packed schemas are where their names say", async () => {
  const manifest = JSON.parse(
    await readFile(path.join(folder, "project", "node_modules", "resume-gate", "package.json"), "utf8"),
  );
  const schema = async (name: string) =>
    JSON.parse(await readFile(path.join(folder, "project/node_modules/resume-gate", manifest.exports[name]), "utf8"));
  expect(await schema("./results.schema.json")).toHaveProperty("properties.command");
  expect(await schema("./history.schema.json")).toHaveProperty("discriminator.propertyName", "k");
});
