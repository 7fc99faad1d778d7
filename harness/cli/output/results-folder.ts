import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { validateResults } from "../../../reports/validate-results.ts";
import { errors, RefusalError } from "../../errors.ts";
import { RESULTS_SCHEMA, type Results } from "../../gate/results.ts";

export interface FoundResults {
  /** Oldest first, each run once. */
  readonly results: readonly Results[];
  /** A sentence for each file that claims to hold results but does not. */
  readonly problems: readonly string[];
}

/** Larger files are not results. */
const mostBytes = 64 * 1024 * 1024;

/**
 * All results in a folder and below. They are recognized by their content, whatever the file's name. A single file may be given, too.
 *
 * @throws RefusalError (exit 2) when the folder cannot be read or contains no results
 */
export function resultsIn(folder: string): FoundResults {
  const problems: string[] = [];
  const byRun = new Map<string, Results>();
  for (const file of jsonFiles(folder)) {
    const value = parse(file);
    if ((value as { schema?: unknown } | null)?.schema !== RESULTS_SCHEMA) continue;
    const [problem] = validateResults(value);
    if (problem) problems.push(`${file} is left out: ${problem}.`);
    else byRun.set((value as Results).run_id, value as Results);
  }
  const results = [...byRun.values()].sort((a, b) => Date.parse(a.started_at) - Date.parse(b.started_at));
  if (results.length === 0) throw new RefusalError(errors.badResults(folder, problems[0] ?? "it contains no results"));
  return { results, problems };
}

function jsonFiles(folder: string): string[] {
  try {
    if (statSync(folder).isFile()) return [folder];
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".json") && !entry.parentPath.includes("node_modules"))
      .map((entry) => path.join(entry.parentPath, entry.name))
      .filter((file) => statSync(file).size <= mostBytes)
      .sort();
  } catch (error) {
    throw new RefusalError(errors.badResults(folder, (error as NodeJS.ErrnoException).code ?? String(error)));
  }
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

/** @throws RefusalError (exit 2) when the file cannot be written */
export function writeText(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new RefusalError(errors.unwritable(file, (error as NodeJS.ErrnoException).code ?? String(error)));
  }
}
