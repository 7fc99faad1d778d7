import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { closest } from "fastest-levenshtein";
import { startChild } from "../harness/child.ts";
import { messageOf } from "../harness/thrown.ts";
import { refuseArguments, scriptArguments } from "./arguments/script-arguments.mjs";
import { type Proof, readProofs, type Version } from "./prove/expected-outcomes.ts";
import { gatesOf } from "./prove/outcome-words.ts";
import { differences, keptOf, objectionsTo, runVersion, type Seen, type Ways } from "./prove/run-version.ts";
import { tallyOf, tallySentence } from "./prove/seeds-table.ts";
import { writeSeedsTable, writeTables } from "./prove/write-tables.ts";

const usage = `usage: npm run prove -- [NAME…] [options]

The proving ground: runs all rows on published packages, and compares with what is expected of each version. Without a NAME, on all packages.

  --list             prints the packages and their versions
  --rows ROWS        only these rows, separated by commas
  --seed N           the seed of each run; default: drawn at random
  --seeds HOW-MANY   runs with the seeds from 1 to HOW-MANY each version of which nothing red is expected: none may be accused
  --at-once N        how many packages run side by side, 1 where not given; a busy machine makes rows inconclusive
  --streams N        streams of each row; with few of them a row may be inconclusive, and must not be red
  --duration TIME    how long streams arrive in each row
  --version V        only this version
  --keep FOLDER      keeps histories and results there
  --record           writes what was seen into expected.json, to be read and approved
  --installed        installs nothing: all packages are there already
  --table-of FOLDER  runs nothing: writes the tables of docs/proving-ground.md from what runs have kept in FOLDER; with --seeds, that of seeds

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
    "at-once": { type: "string" },
    streams: { type: "string" },
    duration: { type: "string" },
    version: { type: "string" },
    keep: { type: "string" },
    record: { type: "boolean" },
    "table-of": { type: "string" },
    installed: { type: "boolean" },
  },
  { mostWords: Number.POSITIVE_INFINITY, wholeNumbers: { seed: 0, seeds: 1, streams: 1, "at-once": 1 } },
);
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
const say = (text: string) => process.stdout.write(`${text}\n`);
const all = readProofs(path.join(root, "proving-ground"));

if (values.list)
  for (const { name, versions } of all) say(`${name}  ${versions.map((each) => each.version).join(", ")}`);
else if (values["table-of"] !== undefined) writeFrom(values["table-of"]);
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
  const seen = new Map<string, Seen[]>();
  const waiting = [...chosen];
  let wrong = 0;
  let failed = 0;
  const lane = async () => {
    for (let proof = waiting.shift(); proof && !stop.signal.aborted; proof = waiting.shift()) {
      try {
        wrong += await proveOne(proof, seen);
      } catch (error) {
        failed++;
        process.stderr.write(`${messageOf(error)}\n`);
      }
    }
  };
  await Promise.all(Array.from({ length: Number(values["at-once"] ?? 1) }, lane));
  if (values.record) for (const proof of chosen) record(proof, seen);
  return stop.signal.aborted ? 130 : failed > 0 ? 4 : wrong > 0 ? 1 : 0;
}

/** Runs the chosen versions of a package, one after the other. @returns how many rows were not as expected */
async function proveOne(proof: Proof, seen: Map<string, Seen[]>): Promise<number> {
  let wrong = 0;
  if (!values.installed) await install(proof);
  for (const version of proof.versions) {
    if (values.version !== undefined && version.version !== values.version) continue;
    const runs: Seen[] = [];
    for (const seed of seedsFor(version)) {
      if (stop.signal.aborted) return wrong;
      const found = await runVersion(proof, version, waysOf(seed));
      runs.push(found);
      wrong += print(proof, version, found);
    }
    if (runs.length > 0) seen.set(`${proof.name} ${version.version}`, runs);
    if (values.seeds && runs.length > 0) say(`${proof.package} ${version.version}  ${tallySentence(tallyOf(runs))}`);
  }
  return wrong;
}

function waysOf(seed: string | undefined): Ways {
  const kept = values.keep === undefined ? {} : { keep: keptFolder(values.keep, seed) };
  return {
    signal: stop.signal,
    ...pick("rows"),
    ...pick("streams"),
    ...pick("duration"),
    ...kept,
    ...(seed && { seed }),
  };
}

/** Runs with several seeds are kept beside each other. */
function keptFolder(keep: string, seed: string | undefined): string {
  return values.seeds === undefined ? keep : path.join(keep, `seed-${seed}`);
}

function writeFrom(kept: string): void {
  const found = new Map<string, Seen[]>();
  for (const proof of all)
    for (const version of proof.versions) {
      const runs = seedsFor(version).flatMap((seed) => keptOf(keptFolder(kept, seed), proof, version) ?? []);
      if (runs.length > 0) found.set(`${proof.name} ${version.version}`, runs);
    }
  if (found.size === 0) refuseArguments(usage, `No run has kept results in ${kept}.`, "Run with --keep first.");
  const write = values.seeds === undefined ? writeTables : writeSeedsTable;
  write(path.join(root, "docs/proving-ground.md"), all, found);
}

/** The seed of each run of a version; with `--seeds`, none where a fault is expected of it. */
function seedsFor({ rows, refused }: Version): readonly (string | undefined)[] {
  if (values.seeds === undefined) return [values.seed];
  if (refused !== undefined || Object.values(rows).some((outcome) => /^(fail|varies)/.test(outcome))) return [];
  return Array.from({ length: Number(values.seeds) }, (_, number) => String(number + 1));
}

/** Prints a version's outcome. @returns how many rows were not as expected */
function print(proof: Proof, version: Version, found: Seen): number {
  const strictness = { all: values.rows === undefined, few: values.streams !== undefined };
  const differ = values.seeds ? objectionsTo(found) : differences(version, found, strictness);
  const red = Object.entries(found.rows).map(([row, outcome]) => ({ row, gates: gatesOf(outcome) }));
  const reds =
    red.flatMap(({ row, gates }) => (gates.length > 0 ? `${row} (${gates.join(", ")})` : [])).join("; ") || "none";
  const told = found.refused === null ? `red: ${reds}` : "refused before any row";
  const word = differ.length === 0 ? "as expected" : "NOT AS EXPECTED";
  say(
    `${word}  ${proof.package} ${version.version}  seed ${found.seed ?? "–"}, ${Math.round(found.ms / 1_000)} s  ${told}`,
  );
  for (const line of differ) say(`  ${line}`);
  return differ.length;
}

function pick<Name extends "rows" | "streams" | "duration">(name: Name): { [name in Name]?: string } {
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
function record({ name, folder }: Proof, seen: Map<string, Seen[]>): void {
  const file = path.join(folder, "expected.json");
  const text = JSON.parse(readFileSync(file, "utf8")) as { versions: { version: string; rows: object }[] };
  for (const version of text.versions) {
    const found = seen.get(`${name} ${version.version}`)?.at(-1);
    if (found) version.rows = { ...version.rows, ...found.rows };
  }
  writeFileSync(file, `${JSON.stringify(text, null, 2)}\n`);
}
