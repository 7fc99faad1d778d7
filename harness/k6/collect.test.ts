import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RefusalError } from "../errors.ts";
import { faceRecords } from "../gate/testing/history.ts";
import { collectLog } from "./collect.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-collect-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lines = [
  { k: "lane", lane: 0, lanes: 1, shard: { index: 0, of: 1 }, startedAt: 1_700_000_000_000 },
  { k: "lane-end", lane: 0, lines: 1, lateP99Ms: 1 },
];
const [head] = faceRecords([]);
const job = { streams: [], about: head?.k === "head" ? { run: head.run, face: head.face, leftOut: 0 } : null };

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

async function refusalOf(jobText: string, historyFile: string): Promise<{ message: string; exitCode: number } | null> {
  const log = write("log.ndjson", lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  return collectLog({ log, job: write("job.json", jobText), historyFile: () => historyFile }).then(
    () => null,
    (error: unknown) => (error instanceof RefusalError ? error.refusal : Promise.reject(error)),
  );
}

describe("collecting a log", () => {
  test("makes a history of it", async () => {
    expect(await refusalOf(JSON.stringify(job), path.join(folder, "history.ndjson"))).toBeNull();
  });

  test.each(["/dev/full", "nowhere/history.ndjson"])(
    "is refused where the history cannot be written: %s",
    async (name) => {
      const refused = await refusalOf(JSON.stringify(job), path.resolve(folder, name));
      expect(refused?.message).toMatch(/ENOSPC|ENOENT/);
      expect(refused?.exitCode).toBe(2);
    },
  );

  test.each(["null", "[]", "3", "{}"])("is refused for a job that is none: %s", async (text) => {
    const refused = await refusalOf(text, path.join(folder, "history.ndjson"));
    expect(refused?.message).toMatch(/not a job/);
    expect(refused?.exitCode).toBe(3);
  });
});
