import type { FaceResult, Results, ScenarioRow } from "../../harness/gate/results.ts";

/**
 * Whether the results are those of rows: each row is one face, which must be green.
 *
 * The results say so only if rows were asked for by name, or if the target does not offer some. Where neither was the case, several
 * scenarios that all have the face `load` alone are rows: of the scenarios, only `baseline` is like that.
 */
export function isOfRows({ scenarios, not_offered, command }: Results): boolean {
  if (not_offered || command?.rows) return true;
  return scenarios.length > 1 && scenarios.every(({ faces }) => faces.length === 1 && faces[0]?.face === "load");
}

/** The row's verdict as people read it: `left open` for a pass of which a part is left open. */
export function verdictWord({ verdict, faces }: Pick<ScenarioRow, "verdict" | "faces">): string {
  return verdict === "pass" && faces.some(({ left_open }) => left_open) ? "left open" : verdict;
}

/** Which proof judged how many streams, e.g. `number 120, witness 118`. */
export function proofsOf({ protocol }: FaceResult): string {
  const worked = protocol?.proofs?.filter(({ judged }) => judged > 0) ?? [];
  if (worked.length === 0) return "nothing";
  return worked.map(({ name, judged }) => `${name} ${judged}`).join(", ");
}

/** The first finding; without one, what was left open, or the answers that were not streams. */
export function firstSeen(face: FaceResult): string {
  const [first] = face.findings;
  if (first) return `${first.kind}${first.place ? ` (${first.place.where})` : ""}: ${first.text}`;
  if (face.left_open) {
    const told = face.left_open.map(({ what, answer, count }) => `${what}: ${count > 1 ? `${count}x ` : ""}${answer}`);
    return told.join(", ");
  }
  const others = Object.entries(face.answers).filter(([name]) => name !== "200");
  if (others.length > 0) return others.map(([name, count]) => `${count}x ${name}`).join(", ");
  return face.verdict === "pass" ? "nothing wrong" : (face.reasons[0] ?? "nothing");
}

/** How many rows passed, and the names of all others. Null for results that are not of rows. */
export function rowsSentence(results: Results): string | null {
  if (!isOfRows(results)) return null;
  const { scenarios, not_offered: missing = [] } = results;
  const of = (word: string) => scenarios.filter((row) => verdictWord(row) === word).map(({ name }) => name);
  const named = (names: readonly string[]) => (names.length > 0 ? ` (${names.join(", ")})` : "");
  const parts = ["fail", "inconclusive", "left open"].flatMap((word) => {
    const names = of(word);
    return names.length > 0 ? [`${names.length} ${word}${named(names)}`] : [];
  });
  const passed = of("pass").length;
  const out = missing.length > 0 ? [`${missing.length} not offered${named(missing.map(({ row }) => row))}`] : [];
  return `Rows: ${[`${passed} pass`, ...parts, ...out].join(", ")}.`;
}
