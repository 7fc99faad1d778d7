import type { FaceResult, Results } from "../gate/results.ts";

/**
 * Why a test with a few streams fails: each reason why a row did not pass, and each row that was asked for by name and did not run. One
 * reason does not count: a few streams that all succeeded are always too few to prove the limit.
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
