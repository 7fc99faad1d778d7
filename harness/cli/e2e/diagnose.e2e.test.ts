import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { validateResults } from "../../../reports/validate-results.ts";
import type { Results } from "../../gate/results.ts";
import type { HistoryRecord } from "../../history/records.ts";
import { root } from "../../run/environment.ts";

let folder = "";
const results = () => path.join(folder, "red", "perf-sse-live-results.json");
const read = (file: string) => JSON.parse(readFileSync(file, "utf8")) as Results;

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function resumeGate(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const program = [path.join(root, "harness/cli/bin.mjs"), ...args];
  const options = { cwd: folder, timeout: 60_000, env: { ...process.env, REDIS_URL: "", CI: "1", ...env } };
  return new Promise((resolve) => {
    execFile(process.execPath, program, options, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}

/** A gate that is red because somebody took the fix of token-expiry back. */
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "resume-gate-diagnose-"));
  const asked = ["run", "token-expiry", "--streams", "40", "--seed", "7", "--redis", "binary", "--out", "red"];
  const { code } = await resumeGate([...asked, "--set", "token-expiry.fixed.SSE_SNAPSHOT_TTL_SEC=2", "--quiet"]);
  expect(code).toBe(1);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("diagnose", () => {
  test("names the cause of the red face, its fix, and the command that shows it again", async () => {
    const { code, out } = await resumeGate(["diagnose", "--results", results()]);
    expect(out).toContain("faces token-expiry.fixed\n");
    expect(out).toMatch(
      /1\. token-expiry: very likely[\s\S]*410 RESUME_TOKEN_EXPIRED[\s\S]*Fix: .*SSE_SNAPSHOT_TTL_SEC/,
    );
    expect(out).toContain(`Reproduce: npx --no-install resume-gate reproduce ${results()} --face token-expiry.fixed`);
    expect(code).toBe(0);
  });

  test("says the same as JSON, for programs", async () => {
    const { out } = await resumeGate(["diagnose", "--results", results(), "--json"]);
    expect(JSON.parse(out)).toMatchObject({
      looked_at: { faces: ["token-expiry.fixed"], run_id: read(results()).run_id },
      causes: [{ cause: "token-expiry", likely: "very" }],
    });
  });

  test("reads a server's log alone", async () => {
    const log = path.join(folder, "red", "resume-gate-out", "logs", "token-expiry.fixed.0.log");
    const { code, out } = await resumeGate(["diagnose", "--logs", log]);
    expect(out).toContain("1. token-expiry: very likely");
    expect(code).toBe(0);
  });

  test("finds nothing in a green face, and says so", async () => {
    const green = read(results());
    writeFileSync(
      path.join(folder, "green.json"),
      JSON.stringify({ ...green, scenarios: green.scenarios.map((row) => ({ ...row, faces: row.faces.slice(0, 1) })) }),
    );
    const { code, out } = await resumeGate(["diagnose", "--results", "green.json"]);
    expect(out).toContain("there is no cause to look for");
    expect(code).toBe(0);
  });

  test("asks Redis and a server that are away: still ranks the causes, names both, and exits with 4", async () => {
    const gone = ["--redis", "redis://name:s3cr3t@127.0.0.1:9", "--target", "http://127.0.0.1:10"];
    const { code, out, err } = await resumeGate(["diagnose", ...gone]);
    expect(out).toContain("1. redis-outage");
    expect(err).toMatch(/127\.0\.0\.1:10[\s\S]*127\.0\.0\.1:9[\s\S]*SOURCE_AWAY, exit 4/);
    expect(code).toBe(4);
    expect(out + err).not.toContain("s3cr3t");
  });

  test.each([
    { claim: "without anything to look at", args: [], code: 2, err: /no input to look at[\s\S]*--results/ },
    { claim: "with a file that is not there", args: ["--results", "none.json"], code: 2, err: /none\.json/ },
    { claim: "with a log that is not there", args: ["--logs", "none.log"], code: 2, err: /none\.log[\s\S]*ENOENT/ },
    { claim: "with a run that is not a number", args: ["--run", "abc"], code: 2, err: /number of a run/ },
    { claim: "with two runs", args: ["--run", "1", "--results", "x"], code: 2, err: /two different runs/ },
  ])("refuses $claim", async ({ args, code, err }) => {
    const ran = await resumeGate(["diagnose", ...args]);
    expect(ran.err).toMatch(err);
    expect(ran.code).toBe(code);
  });

  test("without gh it says what to do", async () => {
    const ran = await resumeGate(["diagnose", "--run", "https://github.com/o/r/actions/runs/42"], { PATH: folder });
    expect(ran.err).toMatch(/run 42 .* no `gh` on the PATH[\s\S]*gh auth login[\s\S]*exit 4/);
    expect(ran.code).toBe(4);
  });
});

describe("reproduce", () => {
  test("prints the command with all that shaped the run", async () => {
    const { out } = await resumeGate(["reproduce", results(), "--print"]);
    expect(out.trim()).toBe(
      "npx --no-install resume-gate run token-expiry --set token-expiry.fixed.SSE_SNAPSHOT_TTL_SEC=2 --streams 40 --profile pr --seed 7",
    );
  });

  test("runs one face again: same streams at the same times, same settings, red again", async () => {
    const { code } = await resumeGate([
      "reproduce",
      results(),
      "--face",
      "token-expiry.fixed",
      "--out",
      "again",
      "--quiet",
    ]);
    expect(code).toBe(1);
    const again = read(path.join(folder, "again", "perf-sse-live-results.json"));
    const before = read(results());
    expect(validateResults(again)).toEqual([]);
    expect(again).toMatchObject({ seed: 7, profile: before.profile, command: before.command });
    expect(again.scenarios.map(({ name, faces }) => [name, faces.map(({ face }) => face)])).toEqual([
      ["token-expiry", ["fixed"]],
    ]);
    const [first, second] = [arrivals("red"), arrivals("again")];
    const both = [...first.keys()].filter((stream) => second.has(stream));
    expect(both.length).toBeGreaterThan(20);
    for (const stream of both) expect([stream, second.get(stream)]).toEqual([stream, first.get(stream)]);
    expect(again.scenarios[0]?.faces[0]?.answers).toHaveProperty("410 RESUME_TOKEN_EXPIRED");
  });

  test.each([
    { claim: "a face that the run did not have", args: ["--face", "token-expiry.fixd"], err: /"token-expiry\.fixed"/ },
    { claim: "a Redis that is not one", args: ["--redis", "nowhere"], err: /redis:\/\/ URL/ },
  ])("refuses $claim", async ({ args, err }) => {
    const ran = await resumeGate(["reproduce", results(), ...args]);
    expect(ran.err).toMatch(err);
    expect(ran.code).toBe(2);
  });

  test("asks for a secret that was not kept", async () => {
    const { command, ...rest } = read(results());
    const set = ["token-expiry.fixed.SSE_RESUME_SECRET=(hidden)"];
    writeFileSync(path.join(folder, "secret.json"), JSON.stringify({ ...rest, command: { ...command, set } }));
    const ran = await resumeGate(["reproduce", "secret.json"]);
    expect(ran.err).toMatch(/value of a secret is never stored/);
    expect(ran.code).toBe(2);
  });

  test("of results from before the command was kept repeats what it can, and says what not", async () => {
    const { command: _command, ...old } = read(results());
    writeFileSync(path.join(folder, "old.json"), JSON.stringify(old));
    const ran = await resumeGate(["reproduce", "old.json", "--print"]);
    expect(ran.out.trim()).toBe("npx --no-install resume-gate run token-expiry --profile pr --seed 7");
    expect(ran.err).toContain("--set and the like cannot be repeated");
  });
});

/** When the face's plan wanted each of its streams, by number; both runs may be stopped early, so only those it came to. */
function arrivals(run: string): Map<number, number> {
  const history = path.join(folder, run, "resume-gate-out", "histories", "token-expiry.fixed.ndjson");
  const records = readFileSync(history, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as HistoryRecord);
  const planned = new Set(records.flatMap((each) => (each.k === "stream" && each.role !== "restart" ? [each.s] : [])));
  return new Map(
    records.flatMap((each): [number, number][] =>
      each.k === "conn" && each.kind === "start" && planned.has(each.s) ? [[each.s, each.due]] : [],
    ),
  );
}
