import type { FaceResult, Results } from "../gate/results.ts";

/**
 * What keeps a few streams from showing that a target resumes: everything that keeps its rows from `pass`, but that they are
 * too few to prove the limit where each of them succeeded. And a row that was asked for by name and did not run.
 */
export function objections(results: Results, asked: readonly string[]): string[] {
  const { scenarios, not_offered: missing = [] } = results;
  const unrun = missing
    .filter(({ row }) => asked.includes(row))
    .map(({ row, reason }) => `${row} did not run: ${reason}`);
  if (scenarios.length === 0) return [...unrun, ...results.reasons];
  return [
    ...scenarios.flatMap(({ name, faces }) =>
      faces.flatMap((face) =>
        face.reasons.filter((reason) => !isOnlyFew(face, reason)).map((reason) => `${name}: ${reason}`),
      ),
    ),
    ...unrun,
  ];
}

/** Each attempt succeeded, and there were too few of them to prove more. */
function isOnlyFew({ gates }: FaceResult, reason: string): boolean {
  const gate = gates.resume_success_rate;
  return reason.startsWith("resume_success_rate: ") && gate?.verdict === "inconclusive" && gate.value === 100;
}
