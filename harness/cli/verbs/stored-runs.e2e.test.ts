import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { madeResults } from "../../../reports/testing/make-results.ts";
import { goodFace, toText } from "../../gate/testing/history.ts";
import { root } from "../../run/environment.ts";

const run = promisify(execFile);
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-stored-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function resumeGate(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  const all = [path.join(root, "harness/cli/bin.mjs"), ...args];
  const { NO_COLOR: _, FORCE_COLOR: __, ...rest } = process.env;
  return (await run(process.execPath, all, { cwd: folder, env: { ...rest, ...env }, timeout: 60_000 })).stdout;
}

test("`report --earlier` draws a run once, however many copies of its results the folder holds", async () => {
  const put = (file: string, id: string, day: number) =>
    writeFileSync(path.join(folder, file), JSON.stringify(madeResults({ id, at: `2026-03-0${day}T00:00:00.000Z` })));
  mkdirSync(path.join(folder, "earlier/copy"), { recursive: true });
  put("earlier/a.json", "a", 1);
  put("earlier/copy/a.json", "a", 1);
  put("now.json", "now", 2);
  await resumeGate(["report", "now.json", "--earlier", "earlier", "--out", "page.html"]);
  const page = readFileSync(path.join(folder, "page.html"), "utf8");
  expect([...page.matchAll(/data-run="([^"]*)"/g)].map(([, id]) => id)).toEqual(["a", "now"]);
});

test("`check` prints its verdict also where --out cannot be written", async () => {
  const history = goodFace({ scenario: "baseline", face: "load", faces: ["baseline.load"] });
  writeFileSync(path.join(folder, "judged.ndjson"), toText(history));
  const ended = await resumeGate(["check", "judged.ndjson", "--quiet", "--out", "nowhere/r.json"]).catch(
    (error: unknown) => error,
  );
  const stderr = expect.stringContaining("Cannot write to nowhere/r.json: ENOENT.");
  expect(ended).toMatchObject({ code: 2, stdout: "pass\n", stderr });
});

test.each(["42", "https://github.com/o/r/actions/runs/42", "https://github.com/o/r/actions/runs/42/job/9937"])(
  "`diagnose --run %s` asks for run 42",
  async (run) => {
    const ended = await resumeGate(["diagnose", "--run", run], { PATH: "/nowhere" }).catch((error: unknown) => error);
    expect(ended).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("The results of run 42 could not be fetched"),
    });
  },
);

test.each([
  { env: {}, coloured: false },
  { env: { FORCE_COLOR: "1" }, coloured: true },
  { env: { FORCE_COLOR: "1", NO_COLOR: "1" }, coloured: false },
])("`replay` takes colours as all other output does: $env", async ({ env, coloured }) => {
  const history = goodFace({ scenario: "baseline", face: "load", faces: ["baseline.load"] });
  writeFileSync(path.join(folder, "baseline.load.ndjson"), toText(history));
  expect((await resumeGate(["replay", "baseline.load.ndjson", "--stream", "0"], env)).includes("\u001b[")).toBe(
    coloured,
  );
});
