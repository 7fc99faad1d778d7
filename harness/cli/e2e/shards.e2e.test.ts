import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Results } from "../../gate/results.ts";
import { runResumeGate } from "../testing/run-resume-gate.ts";
import { ways } from "../testing/run-rows.ts";
import { startRunServer } from "../testing/server-of-runs.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-shards-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function resumeGate(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { code, err } = await runResumeGate(args, { cwd: folder, env });
  return { code: code as number | null, err };
}

function countsOf(file: string) {
  const { verdict, summary } = JSON.parse(readFileSync(path.join(folder, file), "utf8")) as Results;
  const { streams_started, streams_completed, resume_attempts, lost, duplicated } = summary;
  return { verdict, streams_started, streams_completed, resume_attempts, lost, duplicated };
}

test("four parts, each chosen by its pod's environment, join to the verdict and the counts of one run", async () => {
  const server = await startRunServer();
  try {
    writeFileSync(path.join(folder, "protocol.json"), JSON.stringify(ways.byId));
    const speaks = ["--target", server.url, "--protocol", "protocol.json", "--with", "kind=plain"];
    const run = ["run", ...speaks, "--rows", "cut", "--streams", "40", "--duration", "1500ms"];
    expect((await resumeGate([...run, "--shard", "1/4"])).err).toContain("--seed");
    await resumeGate([...run, "--seed", "5", "--out", "whole"]);
    const files: string[] = [];
    const parts = ["0", "1", "2", "3"].map(async (part) => {
      const env = { RESUME_GATE_SHARDS: "4", JOB_COMPLETION_INDEX: part };
      await resumeGate([...run, "--seed", "5", "--out", part], env);
      const histories = `${part}/resume-gate-out/histories`;
      files.push(...readdirSync(path.join(folder, histories)).map((name) => `${histories}/${name}`));
    });
    await Promise.all(parts);
    expect(await resumeGate(["merge", ...files.slice(1), "--out", "x.ndjson"])).toMatchObject({ code: 3 });
    expect(await resumeGate(["merge", ...files, "--out", "all.ndjson"])).toMatchObject({ code: 0, err: "" });
    await resumeGate(["check", "all.ndjson", "--out", "all.json"]);
    expect(countsOf("all.json")).toEqual(countsOf("whole/perf-sse-live-results.json"));
    expect(countsOf("all.json").streams_started).toBe(40);
  } finally {
    server.close();
  }
}, 60_000);
