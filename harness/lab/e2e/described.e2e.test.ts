import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../run/environment.ts";

const folder = mkdtempSync(path.join(tmpdir(), "resume-gate-described-"));
beforeAll(() => {
  const description = {
    create: { post: "/runs", take: { run: "/id" } },
    open: { get: "/runs/{run}/events" },
    cursor: { from: { data: "/seq/n" }, send: { query: "since" } },
    end: [{ event: "done" }],
    gone: [{ status: 404 }],
    proof: [{ number: "/seq/n", from: 1 }],
  };
  writeFileSync(path.join(folder, "runs.json"), JSON.stringify(description));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function client(fault: string) {
  const model = path.join(root, "harness/lab/testing/model-described.mjs");
  const command = `${process.execPath} ${model} ${fault}`;
  const rows = "whole,cut-once,cut-again,cut-in-line,ended-early,retry,307-at-resume,410-at-resume,silent";
  const args = ["client", "--protocol", "runs.json", "--rows", rows, "--command", command];
  return spawnSync(process.execPath, [path.join(root, "harness/cli/bin.mjs"), ...args], {
    cwd: folder,
    encoding: "utf8",
  });
}

test("a correct client of a described protocol passes", { timeout: 60_000 }, () => {
  const { stdout, status } = client("");
  expect(stdout).toContain("Rows: 8 pass, 1 left open.");
  expect(status).toBe(0);
});

test.each([
  { fault: "no-cursor", says: "cut-once: cursor-missing" },
  { fault: "stale", says: "cut-once: cursor-stale" },
])("the fault $fault is found", { timeout: 60_000 }, ({ fault, says }) => {
  const { stdout, status } = client(`--fault ${fault}`);
  expect(stdout).toContain(says);
  expect(status).toBe(1);
});
