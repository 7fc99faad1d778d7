import { readFileSync } from "node:fs";
import { validateClientResults } from "../../../reports/client/validate-client-results.ts";
import { validateResults } from "../../../reports/validate-results.ts";
import { errors, RefusalError } from "../../errors.ts";
import type { Results } from "../../gate/results.ts";
import { CLIENT_RESULTS, type ClientResults } from "../../lab/results.ts";

/**
 * Reads a results file and holds it to the schema.
 *
 * @throws RefusalError (exit 2) when it is missing, is not JSON, or does not fit
 */
export function readResults(file: string): Results {
  return held(file, parsed(file), validateResults) as Results;
}

/** Reads results of `run` or of `client`. @throws RefusalError as `readResults` */
export function readAnyResults(file: string): Results | ClientResults {
  const value = parsed(file);
  const isClients = (value as { schema?: unknown } | null)?.schema === CLIENT_RESULTS;
  return held(file, value, isClients ? validateClientResults : validateResults) as Results | ClientResults;
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new RefusalError(errors.badResults(file, code ?? "it is not JSON"));
  }
}

function held(file: string, value: unknown, validate: (value: unknown) => string[]): unknown {
  const problems = validate(value);
  if (problems.length > 0) throw new RefusalError(errors.badResults(file, problems.slice(0, 3).join("; ")));
  return value;
}
