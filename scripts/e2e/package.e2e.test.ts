import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { peers } from "../../harness/peers.ts";
import { inParallel } from "../../harness/run/side-by-side/in-parallel.ts";
import { declarationEntries } from "../package/declaration-entries.mjs";
import { apiReport } from "../package/public-surface.mjs";
import { install, type Project, pack, root } from "../testing/installed-package.ts";

let folder = "";
let tarball = "";
let bare: Project;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "resume-gate-package-"));
  tarball = await pack(folder);
  bare = await install(tarball, path.join(folder, "bare"));
}, 180_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

test("the packed program lists the scenarios", async () => {
  const { stdout, code } = await bare.gate(["list"]);
  expect(code).toBe(0);
  expect(stdout).toContain("token-expiry");
});

const server = "fastify, ioredis, pino, prom-client";
const verbs = [
  { verb: "serve --port 0", names: server },
  { verb: "run baseline --streams 2 --quiet", names: server },
  { verb: "selftest --only drop-live", names: server },
  { verb: "explore --budget 1s", names: server },
  { verb: "diagnose --redis redis://127.0.0.1:1", names: "ioredis" },
  { verb: "datadog plan", names: "@datadog/datadog-api-client" },
];

test("a verb that lacks a package prints the command that installs it", async () => {
  const env = { DD_API_KEY: "0".repeat(32), DD_APP_KEY: "0".repeat(40) };
  await inParallel(verbs.length, 2, async (number) => {
    const { verb, names } = verbs[number] as (typeof verbs)[number];
    const { stderr, code } = await bare.gate(verb.split(" "), env);
    expect(stderr, verb).toContain(`needs ${names}, which is not installed.`);
    expect(stderr, verb).toMatch(new RegExp(`npm install --save-dev ${names.split(", ")[0]}@\\d+`));
    expect({ verb, code, named: stderr.includes("PACKAGE_MISSING") }).toEqual({ verb, code: 4, named: true });
  });
});

test("the packed program runs a face with its own server, and leaves results and reports", async () => {
  const project = await install(tarball, path.join(folder, "full"), peers.server.packages);
  const run = "run baseline --redis binary --streams 30 --seed 7 --quiet --watch";
  const { code, stderr } = await project.gate(run.split(" "));
  expect(stderr).toMatch(/^Live page: http:/); // with all files of its page
  expect(code).toBe(3); // 30 streams prove nothing; inconclusive is what they have to be
  const results = JSON.parse(await readFile(path.join(project.folder, "perf-sse-live-results.json"), "utf8"));
  expect(results).toMatchObject({
    seed: 7,
    summary: { streams_started: 30, unfinished: 0, lost: 0, duplicated: 0 },
    command: { scenarios: ["baseline"], set: [], streams: 30, engine: "own" },
  });
  expect(await readFile(path.join(project.folder, "perf-sse-report.html"), "utf8")).toContain("</html>");
});

test("the packed schemas are where their names say", async () => {
  const manifest = JSON.parse(await readFile(path.join(bare.packageFolder, "package.json"), "utf8"));
  const schema = async (name: string) =>
    JSON.parse(await readFile(path.join(bare.packageFolder, manifest.exports[name]), "utf8"));
  expect(await schema("./results.schema.json")).toHaveProperty("properties.command");
  expect(await schema("./history.schema.json")).toHaveProperty("discriminator.propertyName", "k");
});

test("the public surface is the one of docs/api-report.md (npm run api-report writes it)", async () => {
  const manifest = JSON.parse(await readFile(path.join(bare.packageFolder, "package.json"), "utf8"));
  const report = apiReport(path.join(bare.packageFolder, "dist"), declarationEntries(manifest));
  expect(report).toBe(await readFile(path.join(root, "docs/api-report.md"), "utf8"));
});

test("each optional package is one that something needs, and each that something needs is optional", async () => {
  const { peerDependencies, dependencies } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8"));
  const needed = new Set(Object.values(peers).flatMap(({ packages }) => [...packages]));
  expect(Object.keys(peerDependencies).sort()).toEqual([...needed, "vitest"].sort());
  expect([...needed].filter((name) => name in dependencies)).toEqual([]);
});

test("publint and attw find nothing", async () => {
  const program = (name: string) => path.join(root, "node_modules", name);
  const publint = await bare.run([program("publint/src/cli.js"), "run", tarball, "--strict"]);
  expect(publint).toMatchObject({ code: 0 });
  const attw = await bare.run([program("@arethetypeswrong/cli/dist/index.js"), tarball, "--profile", "esm-only"]);
  expect(attw).toMatchObject({ code: 0 });
}, 60_000);
