import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Results } from "../gate/results.ts";
import { readHistory } from "../history/reader.ts";
import type { NoteRecord } from "../history/records.ts";

const root = path.resolve(import.meta.dirname, "..", "..");
const k6 = process.env.RESUME_GATE_K6 || "k6";
const noK6 = answers(k6, "version") ? "" : `no k6 ("${k6}"): go install go.k6.io/k6@v1.8.1`;
const noRedis = answers("redis-server", "--version") ? "" : "no redis-server on the PATH";
const reason = noK6 || noRedis;

function answers(program: string, argument: string): boolean {
  try {
    execFileSync(program, [argument], { stdio: "ignore", timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-k6-test-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function resumeGate(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [path.join(root, "harness/cli/bin.mjs"), ...args], {
    cwd: folder,
    env: { ...process.env, CI: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 100_000,
  });
  let out = "";
  let err = "";
  child.stdout.on("data", (bytes: Buffer) => (out += bytes.toString()));
  child.stderr.on("data", (bytes: Buffer) => (err += bytes.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, out, err };
}

const results = (file: string) => JSON.parse(readFileSync(path.join(folder, file), "utf8")) as Results;
const load = ["baseline", "--redis", "binary", "--streams", "27", "--duration", "3s", "--seed", "7"];

test("without k6 it says how to get it, and exits with the environment's code", async () => {
  const ran = await resumeGate(["run", ...load, "--engine", "k6", "--out", "none"], { RESUME_GATE_K6: "/no/such/k6" });
  expect(ran.code).toBe(4);
  expect(ran.err).toContain("go install go.k6.io/k6");
});

describe.skipIf(reason !== "")(`with k6${reason && ` (skipped: ${reason})`}`, () => {
  test("the same plan runs, each event is checked, and what k6 cannot see is said", { timeout: 110_000 }, async () => {
    await resumeGate(["run", ...load, "--engine", "k6", "--out", "whole"]);
    const { summary, scenarios } = results("whole/perf-sse-live-results.json");
    expect(summary.streams_started).toBe(27);
    expect(summary.resume_attempts).toBeGreaterThan(20);
    expect(summary.resume_successes).toBe(summary.resume_eligible);
    expect([summary.lost, summary.duplicated, summary.reordered, summary.corrupted, summary.phantom]).toEqual([
      0, 0, 0, 0, 0,
    ]);
    expect(summary.latency_p50_ms).toBeNull(); // k6 knows no event's time
    expect(scenarios[0]?.faces[0]?.ended).toBe("complete");
    const notes: NoteRecord[] = [];
    await readHistory(path.join(folder, "whole/resume-gate-out/histories/baseline.load.ndjson"), {
      onRecord: (record) => record.k === "note" && notes.push(record),
      onDamage: (line, problem) => expect.fail(`line ${line}: ${problem}`),
    });
    expect(notes.map((note) => note.code)).toContain("K6_BLIND_TIMES");
    expect(notes.filter((note) => note.level === "error")).toEqual([]);
    const again = await resumeGate(["check", "whole", "--json"]);
    expect(again.out).toBe(readFileSync(path.join(folder, "whole/perf-sse-live-results.json"), "utf8"));
  });
});
