import { readdirSync } from "node:fs";
import path from "node:path";
import type { Results } from "../gate/results.ts";
import type { FaceEvidence } from "./evidence.ts";

/** All faces of the results, with their names. */
export function facesOf({ scenarios }: Results): FaceEvidence[] {
  return scenarios.flatMap(({ name, faces }) => faces.map((result) => ({ id: `${name}.${result.face}`, result })));
}

/**
 * The faces in which a cause is looked for: those that had to be green and are not; if there are none, all other faces that did
 * not pass. An inject face that is red as expected says nothing about what broke.
 */
export function facesInTrouble(results: Results): FaceEvidence[] {
  const wrong = facesOf(results).filter(({ result }) => result.verdict !== "pass");
  const green = wrong.filter(({ result }) => result.expected === "green");
  return green.length > 0 ? green : wrong;
}

/** The logs that `run` left beside its results for these faces; empty when there are none. */
export function logsBeside(resultsFile: string, faces: readonly FaceEvidence[]): string[] {
  const folder = path.join(path.dirname(resultsFile), "resume-gate-out", "logs");
  let names: string[] = [];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  const mine = faces.flatMap(({ id }) => names.filter((name) => name.startsWith(`${id}.`) && /\.\d+\.log$/.test(name)));
  return mine.sort().map((name) => path.join(folder, name));
}
