import { existsSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { renderTerminal } from "../../reports/terminal.ts";
import { validateResults } from "../../reports/validate.ts";
import { errors, type Refusal, type RefusalError } from "../errors.ts";
import { judge } from "../gate/judge.ts";
import type { ExitCode, Results } from "../gate/results.ts";
import { HISTORY_SCHEMA, type RunInfo } from "../history/records.ts";
import { HistoryWriter } from "../history/writer.ts";
import type { ChosenFace } from "../run/choose-faces.ts";
import type { OutFolder } from "../run/out-folder.ts";
import { wantsColor } from "./wants-color.ts";
import { annotate, writeReports } from "./write-reports.ts";

export interface Ending {
  readonly run: RunInfo;
  readonly faces: readonly ChosenFace[];
  readonly out: OutFolder;
  readonly options: { readonly json?: true; readonly quiet?: true };
  /** Why the faces could not run at all, or null. */
  readonly refusal: RefusalError | null;
  readonly interrupted: boolean;
}

/** Judges the histories, writes the results and prints them. @returns the exit code */
export async function conclude(ending: Ending): Promise<ExitCode> {
  const { faces, out, options } = ending;
  await writeUnrun(ending);
  const { results } = await judge(faces.map((face) => out.historyFile(face.id)).filter(existsSync), ending.run);
  const unwritten = await tryToWrite(out.resultsFile, results);
  const untold = unwritten ? [] : await writeReports(out.resultsFile, results);
  show(results, options, unwritten ? null : out.resultsFile);
  for (const sentence of untold) process.stderr.write(`${sentence}\n`);
  annotate(results, process.env);
  if (unwritten) {
    print(unwritten);
    return results.exit_code === 0 ? 3 : results.exit_code;
  }
  if (ending.refusal) print({ ...ending.refusal.refusal, exitCode: results.exit_code });
  return results.exit_code;
}

function print({ message, hint, code, exitCode }: Refusal): void {
  process.stderr.write(`${message}\n${hint}\n(${code}, exit ${exitCode})\n`);
}

/** A disk that is full must not take the verdict along: it is printed all the same. */
async function tryToWrite(file: string, results: Results): Promise<Refusal | null> {
  try {
    await writeResults(file, results);
    return null;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return errors.resultsUnwritten(file, code ?? message);
  }
}

/** A face that never ran leaves a history too, which says why: so the results follow from the histories alone. */
async function writeUnrun({ run, faces, out, refusal, interrupted }: Ending): Promise<void> {
  for (const face of faces) {
    const file = out.historyFile(face.id);
    if (existsSync(file)) continue;
    const history = new HistoryWriter(file, () => {});
    history.write({
      k: "head",
      schema: HISTORY_SCHEMA,
      run,
      face: { ...face.info, startedAt: Date.parse(run.startedAt) },
    });
    if (refusal) {
      history.write({ k: "note", at: 0, level: "error", code: refusal.refusal.code, text: refusal.refusal.message });
    }
    await history.end({ at: 0, status: interrupted ? "interrupted" : "failed", loopDelayP99Ms: 0 });
  }
}

/**
 * Writes the results whole or not at all: a reader never finds half a file.
 *
 * @throws Error when they do not fit their own schema, which is a fault of ours; they are written all the same
 */
export async function writeResults(file: string, results: Results): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, serializeResults(results));
  await rename(temporary, file);
  const problems = validateResults(results);
  if (problems.length > 0) throw new Error(`the results do not fit their schema: ${problems.slice(0, 3).join("; ")}`);
}

/** The file's exact bytes, the same from `run` and from `check`. */
export function serializeResults(results: Results): string {
  return `${JSON.stringify(results, null, 2)}\n`;
}

export function show(results: Results, options: { json?: true; quiet?: true }, where: string | null): void {
  if (options.json) process.stdout.write(serializeResults(results));
  else if (options.quiet) process.stdout.write(`${results.verdict}\n`);
  else {
    const color = wantsColor(process.stdout, process.env);
    process.stdout.write(`${renderTerminal(results, { color, width: Math.min(process.stdout.columns ?? 80, 80) })}\n`);
    if (where) process.stdout.write(`\nResults: ${where}\n`);
  }
}
