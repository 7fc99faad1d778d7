import { readdirSync } from "node:fs";
import path from "node:path";
import { errors, RefusalError } from "../errors.ts";

const names = ["ts", "mts", "js", "mjs", "json"].map((ending) => `resume-gate.config.${ending}`);

/**
 * The nearest `resume-gate.config.*`, from a folder upwards; null when there is none.
 *
 * @throws RefusalError (exit 2) when a folder holds two
 */
export function findConfig(from: string): string | null {
  for (let folder = path.resolve(from); ; folder = path.dirname(folder)) {
    const found = filesIn(folder).filter((name) => names.includes(name));
    if (found.length > 1) {
      throw new RefusalError(
        errors.badConfig(folder, `It holds ${found.join(" and ")}.`, "Keep one of them, or name one with --config."),
      );
    }
    if (found[0] !== undefined) return path.join(folder, found[0]);
    if (path.dirname(folder) === folder) return null;
  }
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // a folder that may not be read has no configuration for us
  }
}
