import type { FaceReading } from "../gate/face-result.ts";
import { readFaces } from "../gate/read-faces.ts";
import type { FaceRun } from "../stage/face-run.ts";
import { runFace } from "../stage/run-face.ts";

/** Runs one face and reads its history back, as the judge does. */
export async function runAndRead(face: FaceRun): Promise<FaceReading> {
  await runFace(face);
  const { faces } = await readFaces([face.historyFile]);
  const [reading] = faces.values();
  if (!reading) throw new Error(`The history ${face.historyFile} has no head.`);
  return reading;
}
