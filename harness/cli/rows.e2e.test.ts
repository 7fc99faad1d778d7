import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { validateResults } from "../../reports/validate.ts";
import { rows } from "../../rows/rows.ts";
import type { Results } from "../gate/results.ts";
import { root } from "../run/environment.ts";
import { type RunFault, startRunServer } from "./testing/run-server.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-rows-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const byId = {
  create: { post: "/runs", take: { run: "/id" } },
  open: { get: "/runs/{run}" },
  cursor: { from: "id", send: { header: "Last-Event-ID" } },
  end: [{ event: "done" }],
  proof: [{ number: "id", from: 1 }],
};
const since = {
  ...byId,
  cursor: { from: { data: "/n" }, send: { query: "since" } },
  proof: [{ number: "/n", from: 1 }],
};
const ways: Readonly<Record<string, object>> = { byId, since };

async function verdicts(name: string, way: string, fault: RunFault | null) {
  const server = await startRunServer(fault);
  const out = path.join(folder, name);
  writeFileSync(`${out}.json`, JSON.stringify(ways[way]));
  const args = [
    "run",
    "--target",
    server.url,
    "--protocol",
    `${out}.json`,
    "--rows",
    "all",
    "--seed",
    "5",
    "--out",
    out,
  ];
  const child = spawn(process.execPath, [path.join(root, "harness/cli/bin.mjs"), ...args], {
    env: { ...process.env, CI: "1" },
    stdio: "ignore",
  });
  await once(child, "close");
  server.close();
  const results = JSON.parse(readFileSync(path.join(out, "perf-sse-live-results.json"), "utf8")) as Results;
  expect(validateResults(results)).toEqual([]);
  return Object.fromEntries(results.scenarios.map((row) => [row.name, row.verdict]));
}

const allPass = Object.fromEntries(rows.map(({ name }) => [name, "pass"]));

describe.concurrent("each row is green on a correct server, and red on one with its fault", () => {
  test.each<{ way: string; fault: RunFault | null; red: readonly string[] }>([
    { way: "byId", fault: null, red: [] },
    { way: "byId", fault: "small-buffer", red: ["cut", "cut-again", "cut-in-replay", "finish-away"] },
    { way: "since", fault: "replays-once", red: ["cut-again", "cut-in-replay"] },
    { way: "byId", fault: "forgets-finished", red: ["finish-away"] },
  ])("$way, fault: $fault", async ({ way, fault, red }) => {
    const expected = { ...allPass, ...Object.fromEntries(red.map((name) => [name, "fail"])) };
    expect(await verdicts(`${way}-${fault}`, way, fault)).toEqual(expected);
  });
});
