import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Command } from "commander";
import { drawPlan } from "../../explore/draw-plan.ts";
import { type ExploreFailure, type ExploreReport, explore } from "../../explore/explore.ts";
import type { ExplorePlan } from "../../explore/explore-plan.ts";
import { readPlan, serializePlan } from "../../explore/explore-plan-file.ts";
import { describe, exploreText } from "../../explore/explore-text.ts";
import { type ExploreTestBed, tryPlan } from "../../explore/try-plan.ts";
import { requirePeers } from "../../peers.ts";
import { detectRedis } from "../../redis/detect-redis.ts";
import { drawSeed, highestSeed } from "../../run/draw-seed.ts";
import { root } from "../../run/environment.ts";
import { runInfoOf } from "../../run/make-run-info.ts";
import { madeFolder } from "../../run/out-folder.ts";
import { header, httpUrl, namedValue, redisChoice, timeOption, wholeNumber } from "../options/arguments.ts";
import {
  againCommand,
  type ExploreOptions,
  refuseOtherPlan,
  refuseUnusedExploreOptions,
  serverSetting,
} from "../options/explore-options.ts";
import { exploredTarget } from "../options/explored-target.ts";
import { untilSignal } from "../output/until-signal.ts";

/** `resume-gate explore`: random combinations of faults, cuts and settings that a correct server survives. */
export function exploreVerb(): Command {
  return new Command("explore")
    .description(
      "run random plans with two or three faults at once; a failing plan is made as small as possible and stored",
    )
    .addOption(timeOption("--budget <time>", "how long new plans are started, e.g. 10m", "1m"))
    .option(
      "--seed <number>",
      "the seed that decides the plans (default: drawn at random and printed)",
      wholeNumber(0, highestSeed),
    )
    .option("--plan <file>", "run one stored plan again, instead of new ones")
    .option("--times <number>", "how often --plan is run at most, until it fails", wholeNumber(1, 1_000), 3)
    .option(
      "--set <KEY=VALUE>",
      "a setting for each server, which replaces the plan's; may be repeated",
      serverSetting,
      {},
    )
    .option(
      "--out <folder>",
      "the folder for failing plans and their histories",
      path.join("resume-gate-out", "explore"),
    )
    .option("--redis <how>", "which Redis to use: auto, container, binary, or a redis:// URL", redisChoice, "auto")
    .option("--target <url>", "explore your own server instead, with combinations of the rows that it offers", httpUrl)
    .option("--protocol <name|file>", "the target's protocol (default: the draft-graph contract)")
    .option("--with <name=value>", "a value for the protocol; may be repeated", namedValue)
    .option("--header <'Name: value'>", "a header for each request to --target; may be repeated", header)
    .option("--json", "print the outcome as JSON instead of text")
    .action(exploreAction);
}

async function exploreAction(options: ExploreOptions, command: Command): Promise<void> {
  refuseUnusedExploreOptions(options, command);
  const plan = options.plan === undefined ? null : readPlan(options.plan);
  const seed = options.seed ?? drawSeed();
  const { signal, release } = untilSignal();
  const folder = await mkdtemp(path.join(tmpdir(), "resume-gate-explore-"));
  try {
    const out = madeFolder(options.out);
    const explored = await exploredTarget({ ...options, seed }, signal);
    refuseOtherPlan(plan, options);
    if (!explored) requirePeers("server");
    const provider = explored ? null : await detectRedis(options.redis, process.env);
    const where = options.target?.href ?? "reference-server";
    const testBed: ExploreTestBed = {
      run: await runInfoOf("explore", seed, provider?.describe ?? "the target's own", where),
      provider,
      ...(explored ? { target: explored.target } : {}),
      root,
      folder: plan ? folder : out,
      signal,
      set: options.set,
    };
    process.exitCode = plan
      ? await again(plan, options.times, testBed)
      : await search(testBed, { ...options, seed, out, draw: explored?.draw ?? ((number) => drawPlan(seed, number)) });
  } catch (error) {
    if (!signal.aborted) throw error;
    process.exitCode = 130;
  } finally {
    release();
    await rm(folder, { recursive: true, force: true });
  }
}

type Searched = ExploreOptions & { readonly seed: number; readonly draw: (number: number) => ExplorePlan };

async function search(testBed: ExploreTestBed, options: Searched): Promise<number> {
  let shown = 0;
  const stored = new Set<number>();
  const planFile = ({ number }: ExploreFailure) => path.join(options.out, `plan-${options.seed}-${number}.json`);
  const report = await explore({
    ...testBed,
    seed: options.seed,
    budgetMs: options.budget,
    draw: options.draw,
    onFailure(failure) {
      writeFileSync(planFile(failure), serializePlan(failure.plan));
      if (stored.has(failure.number)) return;
      stored.add(failure.number);
      process.stderr.write(`plan ${failure.number} fails: ${planFile(failure)}\n`);
    },
    onPlan({ plans, failures }) {
      if (plans < shown + 10) return;
      shown = plans;
      process.stderr.write(`${plans} plans, ${failures.length} with findings\n`);
    },
  });
  print(options.json ? report : exploreText(report, (failure) => againCommand(planFile(failure), options)));
  return exitCode(report, testBed.signal);
}

/** 130 when it was interrupted, 1 with a finding, 3 when no plan proved anything. */
function exitCode({ failures, proved }: ExploreReport, signal: AbortSignal): number {
  if (signal.aborted) process.stderr.write("Interrupted: the rest was not run.\n");
  if (failures.length > 0 && !signal.aborted) return 1;
  if (signal.aborted) return 130;
  return proved > 0 ? 0 : 3;
}

/** Runs a stored plan until it fails. The moment of a fault varies by milliseconds, so one run may not be enough. */
async function again(plan: ReturnType<typeof readPlan>, times: number, testBed: ExploreTestBed): Promise<number> {
  print(describe(plan));
  let unproved: string | null = null;
  for (let time = 1; time <= times; time++) {
    const judged = await tryPlan(plan, `again-${time}`, testBed);
    if (testBed.signal.aborted) return 130;
    if (judged.objections.length > 0) {
      print([`It failed at run ${time} of ${times}:`, ...judged.objections].join("\n"));
      return 1;
    }
    unproved ??= judged.unproved;
  }
  print(unproved === null ? `No fault of the server was found in ${times} runs.` : `It proves nothing: ${unproved}`);
  return unproved === null ? 0 : 3;
}

function print(what: string | object): void {
  process.stdout.write(`${typeof what === "string" ? what : JSON.stringify(what, null, 2)}\n`);
}
