import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readHistory } from "../history/reader.ts";
import type { NoteRecord } from "../history/records.ts";
import { load, reason, resultsIn, resumeGateIn } from "./testing/k6-runs.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-k6-test-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const resumeGate = (args: readonly string[], env = {}) => resumeGateIn(folder, args, env);
const results = (file: string) => resultsIn(folder, file);

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
