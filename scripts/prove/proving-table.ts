import type { Proof } from "./expected-outcomes.ts";
import type { Seen } from "./run-version.ts";

const signs: Readonly<Record<string, string>> = {
  pass: "✓",
  "left open": "open",
  "not offered": "–",
  inconclusive: "?",
};

/** One fault may fail several gates. These say most about it, the most telling first. */
const tellingFirst = ["foreign", "lost", "duplicated", "reordered", "corrupted", "unfinished", "protocol_violations"];

/** The table of versions and rows. Versions that did not run are left out. Keys of `seen`: `NAME VERSION`. */
export function tableOf(proofs: readonly Proof[], seen: ReadonlyMap<string, Seen>): string {
  const rows = [...new Set([...seen.values()].flatMap((each) => Object.keys(each.rows)))].sort();
  const head = `| package | version | ${rows.join(" | ")} |\n| --- | --- | ${rows.map(() => "---").join(" | ")} |`;
  const lines = proofs.flatMap((proof) =>
    proof.versions.flatMap(({ version, fault, refused }) => {
      const found = seen.get(`${proof.name} ${version}`);
      if (!found || refused !== undefined) return []; // where nothing can be resumed there is no row
      const name = `${proof.package}${proof.patternOnly ? " (its pattern, on a server of ours)" : ""}`;
      const told = fault ? `[${version}](${fault.source})` : version;
      return [`| ${name} | ${told} | ${rows.map((row) => cell(found.rows[row])).join(" | ")} |`];
    }),
  );
  const first = [...seen.values()].find(({ environment }) => environment !== null)?.environment;
  const machine = first ? `${first.cores} cores, ${first.platform}, Node ${first.node}` : "";
  return `${new Date().toISOString().slice(0, 10)}, ${machine}.\n\n${head}\n${lines.join("\n")}`;
}

function cell(outcome: string | undefined): string {
  if (outcome === undefined) return "";
  const sign = signs[outcome];
  if (sign !== undefined) return sign;
  const gates = outcome.replace(/^fail: /, "").split(", ");
  const told = tellingFirst.filter((gate) => gates.includes(gate));
  return `**${(told.length > 0 ? told.slice(0, 2) : gates).join(", ").replaceAll("_", " ")}**`;
}
