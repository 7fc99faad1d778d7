import { readFileSync } from "node:fs";
import { validateResults } from "../../../reports/validate.ts";
import { errors, RefusalError } from "../../errors.ts";
import type { Results } from "../../gate/results.ts";

/**
 * Reads a results file and holds it to the schema.
 *
 * @throws RefusalError (exit 2) when it is missing, no JSON, or does not fit
 */
export function readResults(file: string): Results {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new RefusalError(errors.badResults(file, code ?? "it is no JSON"));
  }
  const problems = validateResults(value);
  if (problems.length > 0) throw new RefusalError(errors.badResults(file, problems.slice(0, 3).join("; ")));
  return value as Results;
}
