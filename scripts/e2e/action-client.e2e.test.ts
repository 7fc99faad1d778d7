import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "resume-gate-action-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("client-command judges a client: its verdict, its exit code, its results, and a job summary of them", async () => {
  const output = path.join(folder, "output");
  const env = {
    PATH: process.env.PATH ?? "",
    CI: "true",
    GITHUB_OUTPUT: output,
    OUT: "out",
    CLIENT_COMMAND: `${process.execPath} ${path.join(root, "examples/clients/respects-410.mjs")}`,
    CLIENT_PROTOCOL: "draft-graph",
  };
  const step = promisify(execFile)("bash", [path.join(root, "scripts/action.sh")], {
    cwd: folder,
    env,
    timeout: 60_000,
  });
  await expect(step).resolves.toMatchObject({ stdout: expect.stringContaining("14 pass") });
  expect(await readFile(output, "utf8")).toBe("verdict=pass\nexit-code=0\nresults=out/resume-gate-client.json\n");
  const args = [path.join(root, "harness/cli/bin.mjs"), "summary", path.join(folder, "out/resume-gate-client.json")];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(stdout).toContain("## Client: pass");
});
