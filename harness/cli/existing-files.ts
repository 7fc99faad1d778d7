import { existsSync } from "node:fs";
import { errors, RefusalError } from "../errors.ts";

/**
 * Paths that were given on the command line.
 *
 * @throws RefusalError (exit 2) for the first that does not exist: that is wrong usage, while a file that exists and
 * cannot be read says something of a history (exit 3)
 */
export function requireExisting(paths: readonly string[]): void {
  const missing = paths.find((each) => !existsSync(each));
  if (missing !== undefined) throw new RefusalError(errors.noSuchFile(missing));
}
