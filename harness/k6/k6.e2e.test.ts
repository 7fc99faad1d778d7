import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readHistory } from "../history/read-history.ts";
import type { NoteRecord } from "../history/records.ts";
import { root } from "../run/environment.ts";
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

  describe("a described protocol", () => {
    const way = {
      create: { post: "/runs", json: { marker: "{marker}" }, take: { run: "/id" } },
      open: { get: "/runs/{run}" },
      cursor: { from: "id", send: { header: "Last-Event-ID" } },
      end: [{ event: "done" }],
      gone: [{ status: 404 }],
      proof: [{ number: "/n", from: 1 }, { marker: "/m" }],
    };
    const server = `'${process.execPath}' '${path.join(root, "harness/cli/testing/command-server.mjs")}'`;
    const run = async (name: string, protocol: object, more: readonly string[] = []) => {
      writeFileSync(path.join(folder, `${name}.json`), JSON.stringify(protocol));
      const args = ["run", "--engine", "k6", "--command", server, "--protocol", `${name}.json`, "--seed", "7", ...more];
      return resumeGate([...args, "--streams", "40", "--duration", "3s", "--out", name]);
    };

    test("streams are made, cut and resumed by their cursor, and each event is judged", async () => {
      await run("described", way);
      const { summary, scenarios } = results("described/perf-sse-live-results.json");
      expect(summary).toMatchObject({ streams_started: 40, lost: 0, duplicated: 0, corrupted: 0, unfinished: 0 });
      expect(summary.foreign).toBeUndefined();
      expect(summary.resume_attempts).toBeGreaterThan(20);
      expect(summary.resume_successes).toBe(summary.resume_eligible);
      expect(scenarios[0]?.faces[0]?.protocol?.proofs?.map(({ name }) => name)).toContain("number");
    });

    test("a cursor that the server does not read is found", async () => {
      const { cursor: _cursor, ...others } = way;
      await run("deaf", { ...others, cursor: { from: "id", send: { query: "nobody-reads-this" } } });
      expect(results("deaf/perf-sse-live-results.json").summary.duplicated).toBeGreaterThan(20);
    });

    test("what stock k6 cannot do is refused before any load", async () => {
      const { code, err } = await run("witnessed", { ...way, proof: ["witness"] });
      expect(err).toContain("Stock k6 cannot speak this protocol: it reads no stream a second time");
      expect(code).toBe(2);
    });
  });
});
