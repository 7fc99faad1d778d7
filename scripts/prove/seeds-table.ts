import type { Proof } from "./expected-outcomes.ts";
import { markdownTable } from "./markdown-table.ts";
import { accusations, type Seen } from "./run-version.ts";

/** What the rows of one version said with several seeds, one run a seed. */
export interface SeedsTally {
  readonly seeds: number;
  readonly passed: number;
  readonly leftOpen: number;
  /** Rows that could not be judged, with their seeds: the machine was too busy, or there were too few streams. */
  readonly inconclusive: readonly string[];
  /** Rows that failed, with their gates and seeds: of a correct version, each is a false accusation. */
  readonly accused: readonly string[];
}

export function tallyOf(runs: readonly Seen[]): SeedsTally {
  const outcomes = runs.flatMap((run) => Object.entries(run.rows).map(([row, outcome]) => ({ row, outcome, run })));
  const count = (wanted: string) => outcomes.filter(({ outcome }) => outcome === wanted).length;
  return {
    seeds: runs.length,
    passed: count("pass"),
    leftOpen: count("left open"),
    inconclusive: outcomes.flatMap(({ row, outcome, run }) =>
      outcome === "inconclusive" ? [`${row} (seed ${run.seed})`] : [],
    ),
    accused: runs.flatMap((run) => accusations(run).map((accusation) => `${accusation} (seed ${run.seed})`)),
  };
}

/** One sentence about a version's seeds, for the terminal. */
export function tallySentence({ seeds, passed, leftOpen, inconclusive, accused }: SeedsTally): string {
  const unsure = inconclusive.length > 0 ? `; not judged: ${inconclusive.join(", ")}` : "";
  return `${seeds} seeds: ${passed} rows passed, ${leftOpen} left open${unsure}; accused: ${accused.join("; ") || "none"}`;
}

/** The table of seeds in `docs/proving-ground.md`: a line for each version that ran. Keys of `tallies`: `NAME VERSION`. */
export function seedsTableOf(proofs: readonly Proof[], tallies: ReadonlyMap<string, SeedsTally>): string {
  const lines = proofs.flatMap((proof) =>
    proof.versions.flatMap(({ version }) => {
      const tally = tallies.get(`${proof.name} ${version}`);
      if (!tally) return [];
      const { seeds, passed, leftOpen, inconclusive, accused } = tally;
      return [[proof.package, version, seeds, passed, leftOpen, listed(inconclusive), listed(accused)]];
    }),
  );
  const heads = ["package", "version", "seeds", "rows passed", "left open", "not judged", "accused"];
  return markdownTable(heads, lines);
}

function listed(items: readonly string[]): string {
  return items.length === 0 ? "none" : items.join("<br>");
}
