import { Command } from "commander";
import { errors, RefusalError } from "../../errors.ts";
import { judge } from "../../gate/judge.ts";
import type { Results } from "../../gate/results.ts";
import { historyFiles, requireExisting } from "../../run/history-files.ts";
import { writeResults } from "../../run/judge-and-write.ts";
import { reasonOf } from "../../thrown.ts";
import { printResults } from "../output/print-outcome.ts";

interface CheckOptions {
  readonly json?: true;
  readonly quiet?: true;
  readonly out?: string;
}

/** `resume-gate check`: judges stored histories again. The same histories give the same results, byte for byte. */
export function checkVerb(): Command {
  return new Command("check")
    .description("judge stored histories again, without load")
    .argument("<history...>", "history files, or the folder in which a run left them")
    .option("--json", "print the results as JSON instead of a table")
    .option("--quiet", "print only the verdict")
    .option("--out <file>", "write the results to this file too")
    .action(check);
}

async function check(paths: readonly string[], options: CheckOptions): Promise<void> {
  requireExisting(paths);
  if (options.json && options.quiet) {
    throw new RefusalError(errors.badUsage("--quiet has no effect beside --json.", "Leave one of them out."));
  }
  const { results, damage } = await judge(paths.flatMap(historyFiles));
  const unwritten = options.out === undefined ? null : await writeOut(options.out, results);
  printResults(results, options, unwritten ? null : (options.out ?? null));
  for (const { path: file, line, problem } of damage) {
    process.stderr.write(`${file}, line ${line}: ${problem}. What stands before it was judged.\n`);
  }
  process.exitCode = results.exit_code;
  if (unwritten) throw unwritten;
}

/** @returns the refusal where the file cannot be written: the verdict is printed before it */
async function writeOut(file: string, results: Results): Promise<RefusalError | null> {
  try {
    await writeResults(file, results);
    return null;
  } catch (error) {
    return new RefusalError(errors.unwritable(file, reasonOf(error)));
  }
}
