import { rm } from "node:fs/promises";
import fc from "fast-check";
import type { RunInfo } from "../../history/run-info.ts";
import { inParallel } from "../../run/side-by-side/in-parallel.ts";
import type { Liar } from "../liar.ts";
import { faceOf } from "../load-of-liar.ts";
import { startProxy } from "../proxy/proxy.ts";
import { toolsFor } from "../run-liar.ts";
import { runProxiedFace } from "../run-proxied-face.ts";
import type { TestBed } from "../test-bed.ts";
import { accusation } from "../verdict-of-row.ts";
import { honestLie } from "./honest-lie.ts";
import { facePlanOf, type HonestPlan, honestPlans } from "./honest-plan.ts";

export interface HonestOptions {
  readonly run: RunInfo;
  readonly testBed: TestBed;
  readonly from: number;
  readonly count: number;
  readonly folder: string;
  readonly signal: AbortSignal;
  /** A liar in place of the correct server, to test that a failing seed is found and shrunk. */
  readonly liar?: Liar;
  readonly onSeed?: (done: number) => void;
}

export interface HonestReport {
  readonly seeds: readonly number[];
  readonly plans: number;
  readonly streams: number;
  readonly attempts: number;
  readonly events: number;
  /** Streams that could not be resumed, because Redis answered too late for a token and the server said so. */
  readonly unresumable: number;
  readonly failures: readonly HonestFailure[];
}

/** A seed whose plan led to an accusation, and the shortest plan found that still does. */
export interface HonestFailure {
  readonly seed: number;
  readonly objection: string;
  readonly plan: HonestPlan;
  /** The number of shorter plans that were tried. */
  readonly tries: number;
}

/** Plans that run side by side, because they mostly wait. */
const width = 12;
/** How long a failing plan is shrunk, in milliseconds. */
const shrinkLimitMs = 45_000;
const enoughFailures = 3;

/** Runs one random plan for each seed against correct servers. The judge may not accuse them. */
export async function runHonestPlans(options: HonestOptions): Promise<HonestReport> {
  const sum = { plans: 0, streams: 0, attempts: 0, events: 0, unresumable: 0 };
  const seeds: number[] = [];
  const failures: HonestFailure[] = [];
  await inParallel(options.count, width, async (number) => {
    if (failures.length >= enoughFailures || options.signal.aborted) return;
    const seed = options.from + number;
    const failure = await trySeed(seed, options, sum, () => failures.length >= enoughFailures);
    if (options.signal.aborted) return;
    if (failure) failures.push(failure);
    seeds.push(seed);
    options.onSeed?.(seeds.length);
  });
  const first = failures.slice(0, enoughFailures).sort((a, b) => a.seed - b.seed);
  return { seeds: seeds.sort((a, b) => a - b), ...sum, failures: first };
}

type Sum = { -readonly [K in "plans" | "streams" | "attempts" | "events" | "unresumable"]: HonestReport[K] };

async function trySeed(
  seed: number,
  options: HonestOptions,
  sum: Sum,
  isEnough: () => boolean,
): Promise<HonestFailure | null> {
  let tries = -1;
  const property = fc.asyncProperty(honestPlans, async (plan) => {
    if (options.signal.aborted || isEnough()) return; // further runs would show nothing new
    const objection = await tryPlan(plan, `honest-${seed}-${++tries}`, options, sum);
    if (objection !== null && !options.signal.aborted) throw new Accused(objection);
  });
  const details = await fc.check(property, { seed, numRuns: 1, interruptAfterTimeLimit: shrinkLimitMs });
  if (details.counterexample === null) return null;
  const { errorInstance } = details;
  if (!(errorInstance instanceof Accused)) throw errorInstance;
  return { seed, objection: errorInstance.message, plan: details.counterexample[0], tries };
}

class Accused extends Error {}

/** @returns the accusation against a correct server, or null */
export async function tryPlan(
  plan: HonestPlan,
  name: string,
  { run, testBed, folder, signal, liar }: Omit<HonestOptions, "from" | "count">,
  sum?: Sum,
): Promise<string | null> {
  const between = lieOf(plan, testBed, liar);
  const { result, found, unresumable, historyFile } = await runProxiedFace({
    run,
    face: faceOf(name, facePlanOf(plan)),
    secret: testBed.secret,
    folder,
    signal,
    startProxies: () => Promise.all(testBed.usual.map((upstream) => startProxy(upstream, between))),
  });
  await rm(historyFile, { force: true });
  if (signal.aborted) return null;
  if (sum) {
    sum.plans++;
    sum.streams += result.summary.streams_started;
    sum.attempts += result.summary.resume_attempts;
    sum.events += result.summary.events_received;
    sum.unresumable += unresumable;
  }
  if (result.ended !== "complete") return `The run did not end as it should: ${result.reasons.join(" ")}`;
  const { streams_started: started, streams_completed: completed } = result.summary;
  const short = completed + unresumable < started ? `Only ${completed} of ${started} streams are complete.` : null;
  return accusation({ result, found }) ?? short;
}

function lieOf(plan: HonestPlan, testBed: TestBed, liar: Liar | undefined) {
  const { tools, seenPayloads } = toolsFor(liar?.name ?? "honest", testBed, plan.seed);
  return { wire: tools.wire, lie: liar ? liar.lie(tools) : honestLie(plan), seenPayloads };
}
