import { renderTerminal } from "../../../reports/terminal/results-table.ts";
import type { Refusal } from "../../errors.ts";
import type { ExitCode, Results } from "../../gate/results.ts";
import { type RunOutcome, serializeResults } from "../../run/judge-and-write.ts";
import { wantsColor } from "./wants-color.ts";
import { annotate, writeReports } from "./write-reports.ts";

interface Shown {
  readonly traceUrl?: string;
  readonly json?: true;
  readonly quiet?: true;
}

/** Writes the reports beside the results and prints what a run found. @returns the exit code */
export async function printOutcome(
  { results, resultsFile, refusal, unwritten }: RunOutcome,
  options: Shown,
): Promise<ExitCode> {
  const untold = unwritten ? [] : await writeReports(resultsFile, results, options);
  printResults(results, options, unwritten ? null : resultsFile);
  for (const sentence of untold) process.stderr.write(`${sentence}\n`);
  annotate(results, process.env);
  const exitCode = unwritten && results.exit_code === 0 ? 3 : results.exit_code;
  for (const each of [refusal, unwritten]) if (each) print({ ...each, exitCode });
  return exitCode;
}

function print({ message, hint, code, exitCode }: Refusal): void {
  process.stderr.write(`${message}\n${hint}\n(${code}, exit ${exitCode})\n`);
}

export function printResults(results: Results, options: Shown, where: string | null): void {
  if (options.json) process.stdout.write(serializeResults(results));
  else if (options.quiet) process.stdout.write(`${results.verdict}\n`);
  else {
    const color = wantsColor(process.stdout, process.env);
    process.stdout.write(`${renderTerminal(results, { color, width: Math.min(process.stdout.columns || 80, 80) })}\n`);
    if (where) process.stdout.write(`\nResults: ${where}\n`);
  }
}
