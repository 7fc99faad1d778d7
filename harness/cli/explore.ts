import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { closest } from "fastest-levenshtein";
import { settingNames } from "../../reference-server/settings.ts";
import { errors, RefusalError } from "../errors.ts";
import { type ExploreFailure, type ExploreReport, explore } from "../explore/explore.ts";
import { readPlan, serializePlan } from "../explore/plan-file.ts";
import { describe, renderExplore } from "../explore/render.ts";
import { type Ground, tryPlan } from "../explore/try-plan.ts";
import { detectRedis } from "../redis/redis.ts";
import { root } from "../run/environment.ts";
import { madeFolder } from "../run/out-folder.ts";
import { runInfoOf } from "../run/run-info.ts";
import { duration, redisChoice, wholeNumber } from "./arguments.ts";
import { untilSignal } from "./signals.ts";

interface ExploreVerbOptions {
  readonly budget: number;
  readonly seed?: number;
  readonly plan?: string;
  readonly times: number;
  readonly set: Readonly<Record<string, string>>;
  readonly out: string;
  readonly redis: string;
  readonly json?: true;
}

/** `resume-gate explore`: random combinations of faults, cuts and settings that a correct server survives. */
export function exploreVerb(): Command {
  return new Command("explore")
    .description("random plans of two or three faults at once; a failing one is made as small as it goes and stored")
    .option("--budget <time>", "how long plans are started, e.g. 10m", duration, 60_000)
    .option("--seed <number>", "which plans; drawn and printed when absent", wholeNumber(0, 2 ** 31 - 1))
    .option("--plan <file>", "one stored plan again, instead of new ones")
    .option("--times <number>", "how often --plan is run, until it fails", wholeNumber(1, 1_000), 3)
    .option("--set <KEY=VALUE>", "a setting of each server over the plan's own; may be repeated", setting, {})
    .option("--out <folder>", "where failing plans and their histories go", path.join("resume-gate-out", "explore"))
    .option("--redis <how>", "auto, container, binary, or a redis:// URL", redisChoice, "auto")
    .option("--json", "print the outcome as JSON instead of text")
    .action(exploreAction);
}

function setting(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const match = /^([A-Z][A-Z0-9_]*)=(.*)$/s.exec(text);
  if (!match) throw new InvalidArgumentError("It has the form KEY=VALUE.");
  const name = match[1] as string;
  if (!settingNames.includes(name)) {
    throw new InvalidArgumentError(`No server reads ${name}. Did you mean "${closest(name, [...settingNames])}"?`);
  }
  return { ...before, [match[1] as string]: match[2] as string };
}

/** @throws RefusalError (exit 2) for an option that has no effect beside or without `--plan` */
function refuseUnused({ plan }: ExploreVerbOptions, command: Command): void {
  const unused = plan === undefined ? ["times"] : ["budget", "seed"];
  const given = unused.find((name) => command.getOptionValueSource(name) === "cli");
  if (given === undefined) return;
  const why = plan === undefined ? "without --plan" : "with --plan, which is one stored plan";
  throw new RefusalError(errors.badUsage(`--${given} has no effect ${why}.`, `Leave --${given} out.`));
}

async function exploreAction(options: ExploreVerbOptions, command: Command): Promise<void> {
  refuseUnused(options, command);
  const plan = options.plan === undefined ? null : readPlan(options.plan);
  const seed = options.seed ?? Math.floor(Math.random() * 2 ** 31);
  const { signal, release } = untilSignal();
  const folder = await mkdtemp(path.join(tmpdir(), "resume-gate-explore-"));
  try {
    const out = madeFolder(options.out);
    const provider = await detectRedis(options.redis, process.env);
    const ground: Ground = {
      run: await runInfoOf("explore", seed, provider.describe, "reference-server"),
      provider,
      root,
      folder: plan ? folder : out,
      signal,
      set: options.set,
    };
    process.exitCode = plan
      ? await again(plan, options.times, ground)
      : await search(ground, { ...options, seed, out });
  } catch (error) {
    if (!signal.aborted) throw error;
    process.exitCode = 130;
  } finally {
    release();
    await rm(folder, { recursive: true, force: true });
  }
}

async function search(ground: Ground, options: ExploreVerbOptions & { seed: number }): Promise<number> {
  let told = 0;
  const report = await explore({
    ...ground,
    seed: options.seed,
    budgetMs: options.budget,
    onPlan({ plans, failures }) {
      if (plans < told + 10) return;
      told = plans;
      process.stderr.write(`${plans} plans, ${failures.length} with findings\n`);
    },
  });
  const planFile = ({ number }: ExploreFailure) => path.join(options.out, `plan-${options.seed}-${number}.json`);
  for (const failure of report.failures) await writeFile(planFile(failure), serializePlan(failure.plan));
  const command = (failure: ExploreFailure) => [
    "npx --no-install resume-gate explore --plan",
    planFile(failure),
    ...sets(options),
  ];
  print(options.json ? report : renderExplore(report, (failure) => command(failure).join(" ")));
  return exitCode(report, ground.signal);
}

/** 130 when it was interrupted, 1 with a finding, 3 when no plan proved anything. */
function exitCode({ failures, proved }: ExploreReport, signal: AbortSignal): number {
  if (signal.aborted) process.stderr.write("Interrupted: the rest was not run.\n");
  if (failures.length > 0 && !signal.aborted) return 1;
  if (signal.aborted) return 130;
  return proved > 0 ? 0 : 3;
}

/** A fault's moment varies by milliseconds, so a plan is run more than once, until it fails. */
async function again(plan: ReturnType<typeof readPlan>, times: number, ground: Ground): Promise<number> {
  print(describe(plan));
  let unproved: string | null = null;
  for (let time = 1; time <= times; time++) {
    const judged = await tryPlan(plan, `again-${time}`, ground);
    if (ground.signal.aborted) return 130;
    if (judged.objections.length > 0) {
      print([`It failed at run ${time} of ${times}:`, ...judged.objections].join("\n"));
      return 1;
    }
    unproved ??= judged.unproved;
  }
  print(unproved === null ? `Nothing was held against the server in ${times} runs.` : `It proves nothing: ${unproved}`);
  return unproved === null ? 0 : 3;
}

function sets({ set }: ExploreVerbOptions): string[] {
  return Object.entries(set).map(([key, value]) => `--set ${key}=${value}`);
}

function print(what: string | object): void {
  process.stdout.write(`${typeof what === "string" ? what : JSON.stringify(what, null, 2)}\n`);
}
