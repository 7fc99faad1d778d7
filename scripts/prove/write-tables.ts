import { readFileSync, writeFileSync } from "node:fs";
import type { Proof } from "./expected-outcomes.ts";
import { faultsTableOf } from "./faults-table.ts";
import { dayAndMachine, tableOf } from "./proving-table.ts";
import type { Seen } from "./run-version.ts";
import { seedsTableOf, tallyOf } from "./seeds-table.ts";

const end = "<!-- end of table -->";

/** What each version said, in the order of its runs. Keys: `NAME VERSION`. */
export type AllSeen = ReadonlyMap<string, readonly Seen[]>;

/** Writes the table of versions and rows, and that of published faults, of each version's newest run. */
export function writeTables(page: string, proofs: readonly Proof[], found: AllSeen): void {
  const newest = new Map([...found].flatMap(([name, runs]) => runs.slice(-1).map((run) => [name, run] as const)));
  writePart(page, "<!-- table: npm run prove -- --table-of FOLDER -->", tableOf(proofs, newest));
  writePart(page, "<!-- faults: npm run prove -- --table-of FOLDER -->", faultsTableOf(proofs, newest));
}

/** Writes the table of what each version said with several seeds. */
export function writeSeedsTable(page: string, proofs: readonly Proof[], found: AllSeen): void {
  const text = seedsTableOf(proofs, new Map([...found].map(([name, runs]) => [name, tallyOf(runs)])));
  const when = dayAndMachine([...found.values()].flat());
  writePart(page, "<!-- seeds: npm run prove -- --seeds N --table-of FOLDER -->", `${when}\n\n${text}`);
}

/** Writes a text after the mark `begin`, up to the next end mark. @throws Error with the mark that the page lacks */
function writePart(file: string, begin: string, text: string): void {
  const page = readFileSync(file, "utf8");
  const from = page.indexOf(begin);
  const to = page.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`${file} lacks "${from < 0 ? begin : end}".`);
  writeFileSync(file, `${page.slice(0, from)}${begin}\n\n${text}\n\n${page.slice(to)}`);
}
