import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { load, reason, resultsIn, resumeGateIn } from "./testing/k6-runs.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-k6-test-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const resumeGate = (args: readonly string[], env = {}) => resumeGateIn(folder, args, env);
const results = (file: string) => resultsIn(folder, file);

describe.skipIf(reason !== "")(`with k6${reason && ` (skipped: ${reason})`}`, () => {
  test("shards of our own engine and of k6 join to the same streams", { timeout: 220_000 }, async () => {
    const counts: number[][] = [];
    for (const engine of ["own", "k6"]) {
      const files: string[] = [];
      for (const part of ["1/2", "2/2"]) {
        const out = `${engine}-${part[0]}`;
        await resumeGate(["run", ...load, "--engine", engine, "--shard", part, "--out", out]);
        const histories = `${out}/resume-gate-out/histories`;
        files.push(...readdirSync(path.join(folder, histories)).map((name) => `${histories}/${name}`));
      }
      expect((await resumeGate(["merge", files[0] as string, "--out", "x.ndjson"])).err).toContain(
        "Some shards are missing: 2/2",
      );
      expect(await resumeGate(["merge", ...files, "--out", `${engine}.ndjson`])).toMatchObject({ code: 0 });
      await resumeGate(["check", `${engine}.ndjson`, "--out", `${engine}.json`]);
      const { summary } = results(`${engine}.json`);
      counts.push([summary.streams_started, summary.streams_completed, summary.lost, summary.duplicated]);
    }
    expect(counts[0]).toEqual(counts[1]);
    expect(counts[0]?.[0]).toBe(27);
  });
});
