import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Command } from "commander";
import { closest } from "fastest-levenshtein";
import { errors, RefusalError } from "../../errors.ts";
import type { RunInfo } from "../../history/run-info.ts";
import { requirePeers } from "../../peers.ts";
import { detectRedis } from "../../redis/detect-redis.ts";
import { drawSeed, highestSeed } from "../../run/draw-seed.ts";
import { root } from "../../run/environment.ts";
import { runInfoOf } from "../../run/make-run-info.ts";
import { madeFolder } from "../../run/out-folder.ts";
import type { Liar } from "../../selftest/liar.ts";
import { liars } from "../../selftest/liars.ts";
import { type ProofCase, proofCases, runProofs } from "../../selftest/proofs/run-proofs.ts";
import { readPlan, serializePlan } from "../../selftest/random-plans/honest-plan-file.ts";
import { type HonestFailure, runHonestPlans, tryPlan } from "../../selftest/random-plans/run-honest-plans.ts";
import { runSelftest } from "../../selftest/selftest.ts";
import { honestPlansText, selftestTable } from "../../selftest/selftest-text.ts";
import { prepareTestBed, type TestBed } from "../../selftest/test-bed.ts";
import { redisChoice, wholeNumber } from "../options/arguments.ts";
import { untilSignal } from "../output/until-signal.ts";

interface SelftestOptions {
  readonly seed?: number;
  readonly only?: string;
  readonly honest?: number;
  readonly proofs?: true;
  readonly plan?: string;
  readonly out?: string;
  readonly redis: string;
  readonly json?: true;
}

interface Started {
  readonly run: RunInfo;
  readonly testBed: TestBed;
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** `resume-gate selftest`: shows that each fault of a server is caught and named, and that no correct server is accused. */
export function selftestVerb(): Command {
  return new Command("selftest")
    .description(
      "put lying proxies in front of a correct server: each must be caught and named, and no honest one accused",
    )
    .option(
      "--seed <number>",
      "the seed for where and when they lie (default: drawn at random and printed)",
      wholeNumber(0, highestSeed),
    )
    .option("--only <name>", "run one liar only; with --honest it lies in each plan, to see a failure shrunk")
    .option("--honest <number>", "run this many random plans against correct servers instead", wholeNumber(1, 100_000))
    .option(
      "--proofs",
      "run liars and honest oddities against each proof of a described stream instead; needs no Redis",
    )
    .option("--plan <file>", "run one stored plan against correct servers again")
    .option("--out <folder>", "keep the histories in this folder, to look at with `replay`")
    .option("--redis <how>", "which Redis to use: auto, container, binary, or a redis:// URL", redisChoice, "auto")
    .option("--json", "print the outcome as JSON instead of text")
    .action(selftest);
}

async function selftest(options: SelftestOptions): Promise<void> {
  refuseUnused(options);
  if (options.proofs) return proofs(options);
  const liar = options.only === undefined ? undefined : find(options.only);
  const count = options.honest ?? 1;
  const seed = options.seed ?? drawSeed(count);
  const plan = options.plan === undefined ? null : readPlan(options.plan);
  process.exitCode = await onTestBed(options, seed, async (started) => {
    if (plan) return again(started, plan, liar);
    if (options.honest !== undefined) return honest(started, { from: seed, count, json: options.json, liar });
    const rows = await runSelftest(liar ? [liar] : liars, { ...started, seed });
    print(options.json ? { seed, rows } : selftestTable(rows, seed));
    return rows.every((row) => row.objection === null) ? 0 : 1;
  });
}

/** Runs the matrix of liars and proofs, or the row that `--only` names. */
async function proofs({ only, out, json, seed: given }: SelftestOptions): Promise<void> {
  const cases = chosenCases(only);
  const seed = given ?? drawSeed();
  const { signal, release } = untilSignal();
  const folder = out === undefined ? await mkdtemp(path.join(tmpdir(), "resume-gate-selftest-")) : madeFolder(out);
  try {
    const run = await runInfoOf("selftest", seed, "none", "an event-source server behind a proxy of the self-test");
    const rows = await runProofs(cases, { run, seed, folder, signal });
    print(json ? { seed, rows } : selftestTable(rows, seed));
    process.exitCode = signal.aborted ? 130 : rows.every((row) => row.objection === null) ? 0 : 1;
  } finally {
    release();
    if (out === undefined) await rm(folder, { recursive: true, force: true });
  }
}

function chosenCases(only: string | undefined): readonly ProofCase[] {
  const cases = proofCases();
  if (only === undefined) return cases;
  const chosen = cases.filter(({ name }) => name === only || name.startsWith(`${only}/`));
  if (chosen.length > 0) return chosen;
  const hint = `Did you mean "${closest(
    only,
    cases.map(({ name }) => name),
  )}"? A proof's name alone stands for all of its rows.`;
  throw new RefusalError(errors.badUsage(`There is no row "${only}".`, hint));
}

/** @throws RefusalError (exit 2) for an option that has no effect beside `--plan` or `--proofs` */
function refuseUnused({ plan, honest, seed, proofs: matrix, redis, json }: SelftestOptions): void {
  const beside =
    plan !== undefined ? "--plan" : honest !== undefined ? "--honest" : redis !== "auto" ? "--redis" : null;
  if (matrix && beside !== null) {
    throw new RefusalError(errors.badUsage(`${beside} has no effect with --proofs.`, `Leave ${beside} out.`));
  }
  if (plan === undefined) return;
  const given = honest !== undefined ? "--honest" : seed !== undefined ? "--seed" : json ? "--json" : null;
  if (given === null) return;
  const what = `${given} has no effect with --plan, which is one stored plan.`;
  throw new RefusalError(errors.badUsage(what, `Leave ${given} out.`));
}

/** Prepares the correct servers, and removes them again on every way out. @returns the exit code */
async function onTestBed(
  { redis, out }: SelftestOptions,
  seed: number,
  use: (started: Started) => Promise<number>,
): Promise<number> {
  const { signal, release } = untilSignal();
  const folder = out === undefined ? await mkdtemp(path.join(tmpdir(), "resume-gate-selftest-")) : madeFolder(out);
  try {
    requirePeers("server");
    const provider = await detectRedis(redis, process.env);
    const run = await runInfoOf(
      "selftest",
      seed,
      provider.describe,
      "reference-server behind a proxy of the self-test",
    );
    const testBed = await prepareTestBed({ root, provider, folder, signal });
    try {
      const code = await use({ run, testBed, folder, signal });
      if (!signal.aborted) return code;
      process.stderr.write("Interrupted: the rest was not run.\n");
      return 130;
    } finally {
      await testBed.dispose();
    }
  } catch (error) {
    if (signal.aborted) return 130;
    throw error;
  } finally {
    release();
    if (out === undefined) await rm(folder, { recursive: true, force: true });
  }
}

async function honest(
  started: Started,
  { from, count, json, liar }: { from: number; count: number; json: true | undefined; liar: Liar | undefined },
): Promise<number> {
  const onSeed = (done: number) => {
    if (done % 50 === 0 && done < count) process.stderr.write(`${done} of ${count} plans\n`);
  };
  const report = await runHonestPlans({ ...started, from, count, onSeed, ...(liar === undefined ? {} : { liar }) });
  for (const failure of report.failures) await writeFile(planFile(failure), serializePlan(failure.plan));
  print(json ? report : honestPlansText(report, planFile));
  return report.failures.length === 0 ? 0 : 1;
}

function planFile({ seed }: HonestFailure): string {
  return `resume-gate-honest-${seed}.json`;
}

async function again(started: Started, plan: ReturnType<typeof readPlan>, liar: Liar | undefined): Promise<number> {
  const objection = await tryPlan(plan, "honest-again", { ...started, ...(liar === undefined ? {} : { liar }) });
  print(objection ?? "No fault of the servers was found.");
  return objection === null ? 0 : 1;
}

function print(what: string | object): void {
  process.stdout.write(`${typeof what === "string" ? what : JSON.stringify(what, null, 2)}\n`);
}

function find(name: string): Liar {
  const names = liars.map((liar) => liar.name);
  const liar = liars.find((each) => each.name === name);
  if (liar) return liar;
  const hint = `Did you mean "${closest(name, names)}"? There are: ${names.join(", ")}.`;
  throw new RefusalError(errors.badUsage(`There is no liar "${name}".`, hint));
}
