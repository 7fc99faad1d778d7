import { readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { reports } from "../../reports/reports.ts";
import { errors, RefusalError } from "../errors.ts";
import { makeFolder } from "../make-folder.ts";
import { reasonOf } from "../thrown.ts";

/** Where a run puts its files. */
export interface OutFolder {
  /** `perf-sse-live-results.json`, as the runbook names it. */
  readonly resultsFile: string;
  readonly histories: string;
  readonly logs: string;
  historyFile(face: string): string;
}

/** The paths below a folder. Creates nothing. */
export function outFolder(folder: string): OutFolder {
  const base = path.resolve(folder);
  const histories = path.join(base, "resume-gate-out", "histories");
  return {
    resultsFile: path.join(base, "perf-sse-live-results.json"),
    histories,
    logs: path.join(base, "resume-gate-out", "logs"),
    historyFile: (face) => path.join(histories, `${face}.ndjson`),
  };
}

/**
 * Makes the folders, tries to write in them, and deletes an earlier run's results and histories, which could be mistaken for
 * this run's.
 *
 * @throws RefusalError before any load starts, when the folder cannot be written to
 */
export function prepareOut(folder: string): OutFolder {
  const base = path.resolve(folder);
  const out = outFolder(base);
  try {
    for (const each of [out.histories, out.logs]) makeFolder(each);
    const writeTest = path.join(out.histories, ".write-test");
    writeFileSync(writeTest, "");
    rmSync(writeTest);
    writeFileSync(`${out.resultsFile}.tmp`, "");
    rmSync(`${out.resultsFile}.tmp`);
    for (const file of [out.resultsFile, ...reports.map((report) => path.join(base, report.file))]) {
      rmSync(file, { force: true });
    }
    for (const each of [out.histories, out.logs]) {
      for (const file of readdirSync(each)) if (/\.(ndjson|log)$/.test(file)) rmSync(path.join(each, file));
    }
  } catch (error) {
    const reason = reasonOf(error);
    throw new RefusalError(errors.unwritable(base, reason));
  }
  return out;
}

/**
 * Makes a folder of the user's choice. @returns its full path
 *
 * @throws RefusalError when it cannot be made
 */
export function madeFolder(out: string): string {
  const folder = path.resolve(out);
  try {
    makeFolder(folder);
  } catch (error) {
    throw new RefusalError(errors.unwritable(folder, (error as NodeJS.ErrnoException).code ?? String(error)));
  }
  return folder;
}
