import type { Proof, Version } from "./expected-outcomes.ts";
import { markdownTable } from "./markdown-table.ts";
import { byTelling, gatesOf, mostTelling } from "./outcome-words.ts";
import type { Seen } from "./run-version.ts";

/** The published faults: where each is red, and what the version with the fix does. Keys of `seen`: `NAME VERSION`. */
export function faultsTableOf(proofs: readonly Proof[], seen: ReadonlyMap<string, Seen>): string {
  const lines = proofs.flatMap((proof) =>
    proof.versions.flatMap(({ version, fault }, at) => {
      const found = seen.get(`${proof.name} ${version}`);
      if (!fault || !found) return [];
      const fix = proof.versions.slice(at + 1).find((later) => later.fault === undefined);
      const link = `[${version}](${fault.source})`;
      return [[proof.package, link, fault.says, redRows(found), told(proof, fix, seen)]];
    }),
  );
  return markdownTable(["package", "version", "what goes wrong", "red in", "version with the fix"], lines);
}

/** The two red rows that say most about the fault, with what was found in each. */
function redRows({ rows }: Seen): string {
  const red = Object.entries(rows)
    .filter(([, outcome]) => gatesOf(outcome).length > 0)
    .sort(([, a], [, b]) => byTelling(a, b));
  const first = red.slice(0, 2).map(([row, outcome]) => `\`${row}\` (${mostTelling(outcome).join(", ")})`);
  const more = red.length > 2 ? ` and ${red.length - 2} more` : "";
  return `${first.join(", ")}${more}`;
}

function told({ name }: Proof, fix: Version | undefined, seen: ReadonlyMap<string, Seen>): string {
  const found = fix && seen.get(`${name} ${fix.version}`);
  if (!found) return "none is published";
  const red = redRows(found);
  return `${fix.version}: ${red === "" ? "nothing is red" : `red in ${red}`}`;
}
