import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startShortStreams } from "../../harness/api/testing/short-streams.ts";
import { inParallel } from "../../harness/run/side-by-side/in-parallel.ts";
import { type Ended, install, type Project, pack, root } from "../testing/installed-package.ts";

let folder = "";
let project: Project;
let good: Awaited<ReturnType<typeof startShortStreams>>;
let bad: Awaited<ReturnType<typeof startShortStreams>>;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "resume-gate-examples-"));
  const others = ["vitest", "@playwright/test", "@types/node", "typescript"];
  project = await install(await pack(folder), path.join(folder, "project"), others);
  [good, bad] = await Promise.all([startShortStreams(), startShortStreams({ skips: true })]);
}, 180_000);
afterAll(async () => {
  good.close();
  bad.close();
  await rm(folder, { recursive: true, force: true });
});

const program = (file: string) => path.join(project.folder, "node_modules", file);
const vitest = (file: string) => [program("vitest/vitest.mjs"), "run", "--root", ".", file];
const examples = [
  { example: "vitest/resume.test.mjs", runner: vitest },
  { example: "node-test/resume.test.mjs", runner: (file: string) => ["--test", file] },
  {
    example: "playwright/resume.spec.mjs",
    runner: (file: string) => [program("@playwright/test/cli.js"), "test", "--reporter", "line", file],
  },
];

/** Runs an example in a folder of its own, against that server. */
async function runExample(number: number, server: "good" | "bad"): Promise<Ended> {
  const { example, runner } = examples[number] as (typeof examples)[number];
  const subfolder = `${path.dirname(example)}-${server}`;
  const file = path.basename(example);
  await mkdir(path.join(project.folder, subfolder));
  await cp(path.join(root, "examples", example), path.join(project.folder, subfolder, file));
  return project.run(runner(file), { TARGET: { good, bad }[server].url }, subfolder);
}

test("each example is green on a good server", async () => {
  await inParallel(examples.length, 2, async (number) =>
    expect(await runExample(number, "good")).toMatchObject({ code: 0 }),
  );
});

test("each example is red on a server that skips, and shows the timeline of the first finding", async () => {
  await inParallel(examples.length, 2, async (number) => {
    const { code, stdout, stderr } = await runExample(number, "bad");
    expect(code).toBe(1);
    expect(stdout + stderr).toMatch(/lost[\s\S]*▸ resume[\s\S]*✗ lost/);
  });
});

test("the examples of docs/api.md have right types and run", async () => {
  const text = await readFile(path.join(root, "docs/api.md"), "utf8");
  const blocks = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ""]) =>
    code.replaceAll("http://127.0.0.1:8080", good.url),
  );
  const files = blocks.map((code, number) =>
    code.includes("vitest") ? `docs-${number}.test.mts` : `docs-${number}.mts`,
  );
  const clients = path.join(root, "harness/lab/testing");
  for (const name of ["client", "parser", "report"]) {
    const own = name === "client" ? "my-client.mjs" : `model-${name}.mjs`;
    await cp(path.join(clients, `model-${name}.mjs`), path.join(project.folder, own));
  }
  for (const [number, file] of files.entries())
    await writeFile(path.join(project.folder, file), blocks[number] as string);
  const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2024", "--types", "node"];
  const types = await project.run([path.join(root, "node_modules/typescript/bin/tsc"), ...options, ...files]);
  expect(types).toMatchObject({ code: 0, stdout: "" });
  for (const file of files) {
    const ended = await project.run(file.endsWith(".test.mts") ? vitest(file) : [file]);
    expect({ file, code: ended.code, text: ended.code === 0 ? "" : ended.stdout + ended.stderr }).toEqual({
      file,
      code: 0,
      text: "",
    });
  }
}, 60_000);
