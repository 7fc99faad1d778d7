import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { errors, RefusalError } from "../errors.ts";
import { reasonOf } from "../thrown.ts";

/**
 * Checks paths that the user gave.
 *
 * @throws RefusalError (exit 2) for the first that does not exist: that is wrong usage. A file that exists but cannot be read
 * is a bad history (exit 3)
 */
export function requireExisting(paths: readonly string[]): void {
  const missing = paths.find((each) => !existsSync(each));
  if (missing !== undefined) throw new RefusalError(errors.noSuchFile(missing));
}

/** The histories that a path stands for: the file itself, or all histories of a folder, directly in it or where `run` puts them. */
export function historyFiles(given: string): string[] {
  try {
    if (!statSync(given).isDirectory()) return [given];
    for (const folder of [given, path.join(given, "histories"), path.join(given, "resume-gate-out", "histories")]) {
      const files = namesIn(folder).filter((name) => name.endsWith(".ndjson"));
      if (files.length > 0) return files.sort().map((name) => path.join(folder, name));
    }
  } catch (error) {
    const reason = reasonOf(error);
    throw new RefusalError(errors.badHistory(given, reason));
  }
  throw new RefusalError(errors.badHistory(given, "there is no .ndjson file in it"));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
