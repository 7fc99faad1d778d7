import { FaceCheck } from "../check/face-check.ts";
import { errors, RefusalError } from "../errors.ts";
import { type Damage, readHistory } from "../history/read-history.ts";
import type { RunInfo } from "../history/run-info.ts";
import { FaceMeasure } from "../measure/face-measure.ts";
import { reasonOf } from "../thrown.ts";
import type { FaceReading } from "./face-result.ts";

export interface Readings {
  /** Null when no history has a head. */
  readonly run: RunInfo | null;
  /** By `scenario.face`. */
  readonly faces: ReadonlyMap<string, FaceReading>;
  readonly damage: readonly Damage[];
}

/**
 * Reads and checks histories, one file for each face, in memory that does not grow with their length.
 *
 * @throws RefusalError (exit 3) when a file cannot be read, or the files do not belong together
 */
export async function readFaces(paths: readonly string[]): Promise<Readings> {
  const faces = new Map<string, FaceReading>();
  const damage: Damage[] = [];
  let run: RunInfo | null = null;
  for (const path of paths) {
    const reading = await readFace(path, damage);
    if (!reading) continue;
    const { head } = reading.facts;
    const id = `${head.face.scenario}.${head.face.face}`;
    if (run && head.run.id !== run.id) {
      throw new RefusalError(errors.badHistory(path, `it is of run ${head.run.id}, the others are of run ${run.id}`));
    }
    if (faces.has(id)) throw new RefusalError(errors.badHistory(path, `the face ${id} was given twice`));
    run ??= head.run;
    faces.set(id, reading);
  }
  return { run, faces, damage };
}

async function readFace(path: string, damage: Damage[]): Promise<FaceReading | null> {
  const measure = new FaceMeasure();
  let check: FaceCheck | null = null;
  let before = 0;
  const complain = (line: number, problem: string) => {
    if (check || before === 0) damage.push({ path, line, problem }); // without a head, one problem is enough
    if (check) check.damage();
    else before++;
  };
  try {
    await readHistory(path, {
      onRecord(record, line) {
        if (record.k === "head") {
          if (check) complain(line, "a second head");
          else {
            check = new FaceCheck(record, measure);
            for (; before > 0; before--) check.damage(); // lines before the head: the file is not as it was written
          }
        } else if (check) check.record(record);
        else complain(line, "a record before the head");
      },
      onDamage: complain,
    });
  } catch (error) {
    const reason = reasonOf(error);
    throw new RefusalError(errors.badHistory(path, reason));
  }
  const done = check as FaceCheck | null;
  if (!done && before === 0) damage.push({ path, line: 1, problem: "an empty file" });
  return done ? { facts: done.finish(), measure } : null;
}
