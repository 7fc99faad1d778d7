import path from "node:path";
import { Command } from "commander";
import { closest } from "fastest-levenshtein";
import { runCommand, wholeRunCommand } from "../../../reports/wording/reproduce-command.ts";
import { errors, RefusalError } from "../../errors.ts";
import type { Results, Command as Wanted } from "../../gate/results.ts";
import type { Pace } from "../../plan/adjust.ts";
import { profiles } from "../../plan/profiles.ts";
import { type ChosenFace, chooseFaces } from "../../run/choice/choose-faces.ts";
import { loadProtocol } from "../../run/load-protocol.ts";
import { hidden } from "../../run/options/run-settings.ts";
import { header, redisChoice } from "../options/arguments.ts";
import type { RunOptions } from "../options/run-options.ts";
import { withConfig } from "../options/with-config.ts";
import { readResults } from "../output/read-results.ts";
import { runAndTell } from "./run.ts";

interface ReproduceOptions {
  readonly face?: string;
  readonly out: string;
  readonly redis?: string;
  readonly header?: Readonly<Record<string, string>>;
  readonly parallel?: number;
  readonly print?: true;
  readonly json?: true;
  readonly quiet?: true;
}

/** `resume-gate reproduce`: repeats the run that made a results file: same plan, same seed, same settings. */
export function reproduceVerb(): Command {
  return new Command("reproduce")
    .description("run again what made a results file: same plan, seed and settings")
    .argument("<results>", "a results file")
    .option("--face <scenario[.face]>", "run only this scenario, or this face of it")
    .option("--out <folder>", "the folder for the results and histories", path.join("resume-gate-out", "reproduced"))
    .option(
      "--redis <how>",
      "which Redis to use: auto, container, binary, or a redis:// URL (default: the kind of that run)",
      redisChoice,
    )
    .option("--header <'Name: value'>", "a header for the target of that run; headers are never stored", header)
    .option("--print", "only print the command")
    .option("--json", "print the results as JSON instead of a table")
    .option("--quiet", "print only the verdict")
    .action(reproduce);
}

async function reproduce(file: string, options: ReproduceOptions): Promise<void> {
  const results = readResults(file);
  const wanted = results.command ?? guessed(results);
  const { redis, note } = redisOf(results, options);
  const run = runOptionsOf(results, wanted, { ...options, redis });
  for (const each of notes(results, note)) process.stderr.write(`${each}\n`);
  if (options.header && !run.target) {
    throw new RefusalError(
      errors.badUsage("--header has no effect here: the run had no --target.", "Leave --header out."),
    );
  }
  if (options.print) {
    const { face } = options;
    const command = face === undefined ? wholeRunCommand(results) : runCommand(results, [scenarioOf(results, face)]);
    process.stdout.write(`${command}\n`);
    return;
  }
  const { options: asked, spoken } = await withConfig(run, keptOrGiven(options, wanted));
  const { protocol: speaks, target } = await loadProtocol(spoken);
  const choose = (pace: Pace | null) =>
    onlyFace(chooseFaces(wanted.scenarios, asked, results.seed, speaks, pace), options.face);
  const request = { ...asked, seed: results.seed, names: wanted.scenarios, speaks };
  process.exitCode = await runAndTell(choose, { ...request, ...(target ? { baseTarget: target } : {}) }, asked);
}

/**
 * Which options the configuration has no part in: those that results keep, as the run had them. Headers, how the target is started, and
 * a protocol that the configuration describes are never kept, so they are read again.
 */
export function keptOrGiven(
  { header }: Pick<ReproduceOptions, "header">,
  { protocol }: Pick<Wanted, "protocol">,
): (name: string) => boolean {
  return (name) => {
    if (name === "header") return header !== undefined;
    if (name === "protocol") return protocol !== undefined;
    return !["command", "ready", "env"].includes(name);
  };
}

/** The command as far as older results show it: only their scenarios are known. */
function guessed({ scenarios }: Results): Wanted {
  return { scenarios: scenarios.map((row) => row.name), set: [], engine: "own" };
}

function notes(results: Results, redis: string | null): string[] {
  return [
    ...(results.command
      ? []
      : ["These results do not record the options of their run, so --set and the like cannot be repeated."]),
    ...(redis ? [redis] : []),
  ];
}

function runOptionsOf(results: Results, wanted: Wanted, options: ReproduceOptions & { redis: string }): RunOptions {
  const isHidden = (each: string) => each.endsWith(`=${hidden}`);
  const values = wanted.with ?? [];
  const secret = wanted.set.find(isHidden) ?? (wanted.config === undefined ? values.find(isHidden) : undefined); // a configuration has its own
  if (secret) {
    throw new RefusalError(
      errors.badUsage(
        `The run had ${wanted.set.includes(secret) ? "--set" : "--with"} "${secret}", and the value of a secret is never stored.`,
        `Run it yourself, with the value: ${wholeRunCommand(results)}`,
      ),
    );
  }
  if (!profiles.some(({ name }) => name === results.profile)) {
    throw new RefusalError(
      errors.badUsage(
        `The results are of the profile "${results.profile}", which does not exist here.`,
        `There are: ${profiles.map(({ name }) => name).join(", ")}. Use the version that made them: ${results.environment.harness}.`,
      ),
    );
  }
  const target = targetOf(results);
  return {
    profile: results.profile,
    out: options.out,
    redis: options.redis,
    set: wanted.set,
    engine: wanted.engine,
    ...(target === null ? {} : { target: new URL(target), header: options.header ?? {} }),
    ...(wanted.streams === undefined ? {} : { streams: wanted.streams }),
    ...(wanted.rate === undefined ? {} : { rate: wanted.rate }),
    ...(wanted.duration_ms === undefined ? {} : { duration: wanted.duration_ms }),
    ...(wanted.real_time ? { realTime: true } : {}),
    ...(wanted.protocol === undefined ? {} : { protocol: wanted.protocol }),
    ...(wanted.with === undefined
      ? {}
      : { with: Object.fromEntries(values.filter((each) => !isHidden(each)).map(pairOf)) }),
    ...(wanted.rows === undefined ? {} : { rows: wanted.rows }),
    config: wanted.config ?? false,
    ...(wanted.http2 ? { http2: true } : {}),
    ...(wanted.no_trace ? { trace: false } : {}),
    ...(options.json ? { json: true } : {}),
    ...(options.quiet ? { quiet: true } : {}),
  };
}

function pairOf(text: string): [string, string] {
  const at = text.indexOf("=");
  return [text.slice(0, at), text.slice(at + 1)];
}

function targetOf({ environment }: Results): string | null {
  return URL.canParse(environment.target) ? environment.target : null;
}

/** The kind of Redis that the run had. A Redis of one's own has to be given again, because results do not hold its address. */
function redisOf({ environment }: Results, { redis }: ReproduceOptions): { redis: string; note: string | null } {
  if (redis !== undefined) return { redis, note: null };
  const kind = environment.redis.split(" ")[0] ?? "";
  if (kind === "container" || kind === "binary") return { redis: kind, note: null };
  const note = kind === "url" ? `That run's Redis was ${environment.redis}; give yours with --redis.` : null;
  return { redis: "auto", note };
}

/** The scenario that a face of the results belongs to: `run` takes scenarios, and runs all of their faces. */
function scenarioOf({ scenarios }: Results, wanted: string): string {
  const row = scenarios.find(({ name, faces }) =>
    [name, ...faces.map(({ face }) => `${name}.${face}`)].includes(wanted),
  );
  if (row) return row.name;
  throw noSuchFace(
    wanted,
    scenarios.flatMap(({ name, faces }) => faces.map(({ face }) => `${name}.${face}`)),
  );
}

function onlyFace(faces: ChosenFace[], wanted: string | undefined): ChosenFace[] {
  if (wanted === undefined) return faces;
  const found = faces.filter(({ id }) => id === wanted || id.slice(0, id.lastIndexOf(".")) === wanted);
  if (found.length > 0) return found;
  throw noSuchFace(
    wanted,
    faces.map(({ id }) => id),
  );
}

function noSuchFace(wanted: string, names: readonly string[]): RefusalError {
  const hint = `Did you mean "${closest(wanted, names)}"? It had: ${names.join(", ")}.`;
  return new RefusalError(errors.badUsage(`The run had no face "${wanted}".`, hint));
}
