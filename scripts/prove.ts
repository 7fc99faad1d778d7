/**
 * The proving ground: runs all rows on published packages, and compares with what is expected of each version.
 *
 * usage: npm run prove [-- NAME… | --list] [--rows ROWS] [--seed N | --seeds HOW-MANY] [--version V] [--keep FOLDER]
 *        [--record] [--installed] | --table-of FOLDER
 * `--seeds` runs the versions that nothing red is expected of with the seeds from 1 on: none may be accused.
 * `--installed` installs nothing: all packages are there already.
 * `--record` writes what was seen into `expected.json`, to be read and approved. `--table-of` runs nothing: it writes the table of
 * docs/proving-ground.md from what runs have kept there.
 * Exit codes: 0 all as expected, 1 not, 2 bad usage, 4 a package could not be installed or started.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { closest } from "fastest-levenshtein";
import { startChild } from "../harness/child.ts";
import { type Proof, readProofs, type Version } from "./prove/expected-outcomes.ts";
import { writeTable } from "./prove/proving-table.ts";
import { differences, keptOf, runVersion, type Seen } from "./prove/run-version.ts";

const root = path.resolve(import.meta.dirname, "..");
const { positionals: names, values } = parseArgs({
  allowPositionals: true,
  options: {
    list: { type: "boolean" },
    rows: { type: "string" },
    seed: { type: "string" },
    seeds: { type: "string" },
    version: { type: "string" },
    keep: { type: "string" },
    record: { type: "boolean" },
    "table-of": { type: "string" },
    installed: { type: "boolean" },
  },
});
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
const say = (text: string) => process.stdout.write(`${text}\n`);
const all = readProofs(path.join(root, "proving-ground"));
const unknown = names.find((name) => !all.some((each) => each.name === name));

if (values.list)
  for (const { name, versions } of all) say(`${name}  ${versions.map((each) => each.version).join(", ")}`);
else if (values["table-of"] !== undefined) tableOf(values["table-of"]);
else if (unknown !== undefined) {
  const known = all.map(({ name }) => name);
  process.stderr.write(
    `There is no "${unknown}" in proving-ground. Did you mean "${closest(unknown, known)}"? All: ${known.join(", ")}\n`,
  );
  process.exitCode = 2;
} else {
  const chosen = all.filter(({ name }) => names.length === 0 || names.includes(name));
  process.exitCode = await proveAll(chosen);
}

async function proveAll(chosen: readonly Proof[]): Promise<number> {
  const seen = new Map<string, Seen>();
  let wrong = 0;
  let failed = 0;
  for (const proof of chosen) {
    try {
      if (!values.installed) await install(proof);
      for (const version of proof.versions) {
        if (stop.signal.aborted) return 130;
        if (values.version !== undefined && version.version !== values.version) continue;
        for (const seed of seedsFor(version)) {
          const ways = { signal: stop.signal, ...seed, ...pick("rows"), ...pick("keep") };
          const found = await runVersion(proof, version, ways);
          seen.set(`${proof.name} ${version.version}`, found);
          wrong += tell(proof, version, found);
        }
      }
    } catch (error) {
      failed++;
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
  if (values.record) for (const proof of chosen) record(proof, seen);
  return stop.signal.aborted ? 130 : failed > 0 ? 4 : wrong > 0 ? 1 : 0;
}

function tableOf(kept: string): void {
  const found = all.flatMap((proof) =>
    proof.versions.flatMap((version): [string, Seen][] => {
      const seen = keptOf(kept, proof, version);
      return seen ? [[`${proof.name} ${version.version}`, seen]] : [];
    }),
  );
  writeTable(path.join(root, "docs/proving-ground.md"), all, new Map(found));
}

function seedsFor({ rows, refused }: Version): readonly { readonly seed?: string }[] {
  if (values.seeds === undefined) return [pick("seed")];
  if (refused !== undefined || Object.values(rows).some((outcome) => outcome.startsWith("fail"))) return [];
  return Array.from({ length: Number(values.seeds) }, (_, number) => ({ seed: String(number + 1) }));
}

/** Says how a version did. @returns how many rows were not as expected */
function tell(proof: Proof, version: Version, found: Seen): number {
  const differ = differences(version, found, values.rows === undefined);
  const red = Object.entries(found.rows).filter(([, outcome]) => outcome.startsWith("fail"));
  const reds = red.map(([row, outcome]) => `${row} (${outcome.slice(6)})`).join("; ") || "none";
  const told = found.refused === null ? `red: ${reds}` : "refused before any row";
  const word = differ.length === 0 ? "as expected" : "NOT AS EXPECTED";
  say(
    `${word}  ${proof.package} ${version.version}  seed ${found.seed ?? "–"}, ${Math.round(found.ms / 1_000)} s  ${told}`,
  );
  for (const line of differ) say(`  ${line}`);
  return differ.length;
}

function pick<Name extends "seed" | "rows" | "keep">(name: Name): { [name in Name]?: string } {
  return values[name] === undefined ? {} : ({ [name]: values[name] } as { [name in Name]?: string });
}

async function install({ name, folder, install: commands }: Proof): Promise<void> {
  for (const command of commands) {
    const child = startChild("/bin/sh", ["-c", command], {
      cwd: folder,
      stdout: "pipe",
      stderr: "pipe",
      ownGroup: true,
      limitMs: 600_000,
      signal: stop.signal,
    });
    const { code, how } = await child.closed;
    if (code !== 0) throw new Error(`${name}: "${command}" ${how}. It printed: ${child.printed}`);
  }
}

/** Puts what was seen into the file, for a reader to approve. */
function record({ name, folder }: Proof, seen: ReadonlyMap<string, Seen>): void {
  const file = path.join(folder, "expected.json");
  const text = JSON.parse(readFileSync(file, "utf8")) as { versions: { version: string; rows: object }[] };
  for (const version of text.versions) {
    const found = seen.get(`${name} ${version.version}`);
    if (found) version.rows = { ...version.rows, ...found.rows };
  }
  writeFileSync(file, `${JSON.stringify(text, null, 2)}\n`);
}
