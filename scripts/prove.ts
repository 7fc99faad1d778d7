import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { closest } from "fastest-levenshtein";
import { startChild } from "../harness/child.ts";
import { refuseArguments, scriptArguments } from "./arguments/script-arguments.mjs";
import { type Proof, readProofs, type Version } from "./prove/expected-outcomes.ts";
import { writeTable } from "./prove/proving-table.ts";
import { accusations, differences, keptOf, runVersion, type Seen } from "./prove/run-version.ts";

const usage = `usage: npm run prove -- [NAME…] [options]

The proving ground: runs all rows on published packages, and compares with what is expected of each version. Without a NAME, on all packages.

  --list             prints the packages and their versions
  --rows ROWS        only these rows, separated by commas
  --seed N           the seed of each run; default: drawn at random
  --seeds HOW-MANY   runs with the seeds from 1 to HOW-MANY each version of which nothing red is expected: none may be accused
  --streams N        streams of each row; with few of them a row may be inconclusive, and must not be red
  --duration TIME    how long streams arrive in each row
  --version V        only this version
  --keep FOLDER      keeps histories and results there
  --record           writes what was seen into expected.json, to be read and approved
  --installed        installs nothing: all packages are there already
  --table-of FOLDER  runs nothing: writes the table of docs/proving-ground.md from what runs have kept in FOLDER

Exit codes: 0 all as expected, 1 not, 2 wrong usage, 4 a package could not be installed or started, 130 interrupted.
`;
const root = path.resolve(import.meta.dirname, "..");
const { words: names, values } = await scriptArguments(
  usage,
  {
    list: { type: "boolean" },
    rows: { type: "string" },
    seed: { type: "string" },
    seeds: { type: "string" },
    streams: { type: "string" },
    duration: { type: "string" },
    version: { type: "string" },
    keep: { type: "string" },
    record: { type: "boolean" },
    "table-of": { type: "string" },
    installed: { type: "boolean" },
  },
  { mostWords: Number.POSITIVE_INFINITY, wholeNumbers: { seed: 0, seeds: 1, streams: 1 } },
);
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
const say = (text: string) => process.stdout.write(`${text}\n`);
const all = readProofs(path.join(root, "proving-ground"));

if (values.list)
  for (const { name, versions } of all) say(`${name}  ${versions.map((each) => each.version).join(", ")}`);
else if (values["table-of"] !== undefined) tableOf(values["table-of"]);
else process.exitCode = await proveAll(chosenProofs());

/** The packages that were named, all when none was. Ends the process with 2 for a name or a version that is not there. */
function chosenProofs(): readonly Proof[] {
  const known = all.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const hint = `Did you mean "${closest(unknown, known)}"? All: ${known.join(", ")}`;
    return refuseArguments(usage, `There is no "${unknown}" in proving-ground.`, hint);
  }
  const chosen = all.filter(({ name }) => names.length === 0 || names.includes(name));
  const versions = chosen.flatMap((proof) => proof.versions.map(({ version }) => version));
  if (values.version !== undefined && !versions.includes(values.version))
    return refuseArguments(usage, `There is no version "${values.version}".`, `There are: ${versions.join(", ")}.`);
  return chosen;
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
          const ways = {
            signal: stop.signal,
            ...seed,
            ...pick("rows"),
            ...pick("streams"),
            ...pick("duration"),
            ...pick("keep"),
          };
          const found = await runVersion(proof, version, ways);
          seen.set(`${proof.name} ${version.version}`, found);
          wrong += print(proof, version, found);
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
  if (found.length === 0) refuseArguments(usage, `No run has kept results in ${kept}.`, "Run with --keep first.");
  writeTable(path.join(root, "docs/proving-ground.md"), all, new Map(found));
}

function seedsFor({ rows, refused }: Version): readonly { readonly seed?: string }[] {
  if (values.seeds === undefined) return [pick("seed")];
  if (refused !== undefined || Object.values(rows).some((outcome) => outcome.startsWith("fail"))) return [];
  return Array.from({ length: Number(values.seeds) }, (_, number) => ({ seed: String(number + 1) }));
}

/** Prints a version's outcome. @returns how many rows were not as expected */
function print(proof: Proof, version: Version, found: Seen): number {
  const differ = values.seeds ? accusations(found) : differences(version, found, values.rows === undefined);
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

function pick<Name extends "seed" | "rows" | "streams" | "duration" | "keep">(name: Name): { [name in Name]?: string } {
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

/** Writes what was seen into `expected.json`, to be read and approved. */
function record({ name, folder }: Proof, seen: ReadonlyMap<string, Seen>): void {
  const file = path.join(folder, "expected.json");
  const text = JSON.parse(readFileSync(file, "utf8")) as { versions: { version: string; rows: object }[] };
  for (const version of text.versions) {
    const found = seen.get(`${name} ${version.version}`);
    if (found) version.rows = { ...version.rows, ...found.rows };
  }
  writeFileSync(file, `${JSON.stringify(text, null, 2)}\n`);
}
