import type { Proof } from "./expected-outcomes.ts";
import { markdownTable } from "./markdown-table.ts";
import { mostTelling } from "./outcome-words.ts";
import type { Seen } from "./run-version.ts";

const signs: Readonly<Record<string, string>> = {
  pass: "✓",
  "left open": "open",
  "not offered": "–",
  inconclusive: "?",
};

/** The table of versions and rows. Versions that did not run are left out. Keys of `seen`: `NAME VERSION`. */
export function tableOf(proofs: readonly Proof[], seen: ReadonlyMap<string, Seen>): string {
  const rows = [...new Set([...seen.values()].flatMap((each) => Object.keys(each.rows)))].sort();
  const lines = proofs.flatMap((proof) =>
    proof.versions.flatMap(({ version, fault, refused }) => {
      const found = seen.get(`${proof.name} ${version}`);
      if (!found || refused !== undefined) return []; // where nothing can be resumed there is no row
      const name = `${proof.package}${proof.patternOnly ? " (its pattern, on a server of ours)" : ""}`;
      const told = fault ? `[${version}](${fault.source})` : version;
      return [[name, told, ...rows.map((row) => cell(found.rows[row]))]];
    }),
  );
  return `${dayAndMachine([...seen.values()])}\n\n${markdownTable(["package", "version", ...rows], lines)}`;
}

function cell(outcome: string | undefined): string {
  if (outcome === undefined) return "";
  return signs[outcome] ?? `**${mostTelling(outcome).join(", ")}**`;
}

/** When the newest of these runs was, and on which machine. */
export function dayAndMachine(runs: readonly Seen[]): string {
  const [newest] = runs.flatMap(({ ran }) => ran ?? []).sort((a, b) => b.startedAt.localeCompare(a.startedAt));
  if (!newest) return "";
  const { startedAt, environment } = newest;
  return `${startedAt.slice(0, 10)}, ${environment.cores} cores, ${environment.platform}, Node ${environment.node}.`;
}
