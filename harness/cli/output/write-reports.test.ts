import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { redRun } from "../../../reports/testing/judged.ts";
import type { Results } from "../../gate/results.ts";
import { writeReports } from "./write-reports.ts";

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "resume-gate-reports-"));
  try {
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test("every report is written beside the results", () =>
  inFolder(async (folder) => {
    expect(await writeReports(path.join(folder, "results.json"), await redRun())).toEqual([]);
    expect(readdirSync(folder).sort()).toEqual(["perf-sse-junit.xml", "perf-sse-report.html"]);
    expect(readFileSync(path.join(folder, "perf-sse-report.html"), "utf8")).toContain("</html>");
  }));

test("if a report cannot be written, a sentence says so, and the others are written", () =>
  inFolder(async (folder) => {
    mkdirSync(path.join(folder, "perf-sse-report.html"));
    const told = await writeReports(path.join(folder, "results.json"), await redRun());
    expect(told).toEqual([
      expect.stringMatching(/^The html report could not be written to .*perf-sse-report\.html: EISDIR/),
    ]);
    expect(readdirSync(folder).sort()).toEqual(["perf-sse-junit.xml", "perf-sse-report.html"]);
  }));

test("results that no report can show do not throw", () =>
  inFolder(async (folder) => {
    const broken = { ...(await redRun()), scenarios: null } as unknown as Results;
    expect(await writeReports(path.join(folder, "results.json"), broken)).toHaveLength(2);
    expect(readdirSync(folder)).toEqual([]);
  }));
