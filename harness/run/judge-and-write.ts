import { existsSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { validateResults } from "../../reports/validate-results.ts";
import { errors, type Refusal, type RefusalError } from "../errors.ts";
import { judge } from "../gate/judge.ts";
import type { Results } from "../gate/results.ts";
import { HistoryWriter } from "../history/history-writer.ts";
import { HISTORY_SCHEMA } from "../history/records.ts";
import type { RunInfo } from "../history/run-info.ts";
import type { ChosenFace } from "./choice/choose-faces.ts";
import type { OutFolder } from "./out-folder.ts";

/** How a run ended. Nothing has been printed yet. */
export interface RunOutcome {
  readonly results: Results;
  readonly resultsFile: string;
  /** Why no face could run, or null. */
  readonly refusal: Refusal | null;
  /** Why the results could not be written, or null. */
  readonly unwritten: Refusal | null;
}

export interface Ending {
  readonly run: RunInfo;
  readonly faces: readonly ChosenFace[];
  readonly out: OutFolder;
  readonly refusal: RefusalError | null;
  readonly interrupted: boolean;
}

/** Judges the histories and writes the results. A full disk must not lose the verdict. */
export async function judgeAndWrite(ending: Ending): Promise<RunOutcome> {
  const { faces, out, refusal, run } = ending;
  await writeUnrun(ending);
  const { results } = await judge(faces.map((face) => out.historyFile(face.id)).filter(existsSync), run);
  const unwritten = await tryToWrite(out.resultsFile, results);
  return { results, resultsFile: out.resultsFile, unwritten, refusal: refusal?.refusal ?? null };
}

async function tryToWrite(file: string, results: Results): Promise<Refusal | null> {
  try {
    await writeResults(file, results);
    return null;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return errors.resultsUnwritten(file, code ?? message);
  }
}

/** Writes a history for a face that never ran, with the reason, so that the results follow from the histories alone. */
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
 * Writes the results completely or not at all: a reader never finds half a file.
 *
 * @throws Error when they do not fit their own schema, which is a bug of ours; they are written anyway
 */
export async function writeResults(file: string, results: Results): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, serializeResults(results));
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }); // the part that had room
    throw error;
  }
  const problems = validateResults(results);
  if (problems.length > 0) throw new Error(`the results do not fit their schema: ${problems.slice(0, 3).join("; ")}`);
}

/** The file's exact bytes, the same from `run` and from `check`. */
export function serializeResults(results: Results): string {
  return `${JSON.stringify(results, null, 2)}\n`;
}
