import { inParallel } from "../run/side-by-side/in-parallel.ts";
import type { ExplorePlan } from "./explore-plan.ts";
import { expectedMs } from "./face-of-plan.ts";
import type { Judged } from "./judge-plan.ts";
import { shrink } from "./shrink.ts";
import { type ExploreTestBed, tryPlan } from "./try-plan.ts";

export interface ExploreOptions extends ExploreTestBed {
  readonly seed: number;
  /** How long new plans are started, in milliseconds. Running plans are then finished. */
  readonly budgetMs: number;
  /** Draws the plan with this number. */
  readonly draw: (number: number) => ExplorePlan;
  /** Called for each failing plan when it is found, and again once it was made smaller: it is not lost with whatever ends the search. */
  readonly onFailure?: (failure: ExploreFailure) => void;
  readonly onPlan?: (report: ExploreReport) => void;
}

export interface ExploreReport {
  readonly seed: number;
  /** Plans that were drawn and run; those of them whose faults were all proved; further runs to shrink a failing plan. */
  readonly plans: number;
  readonly proved: number;
  readonly shrinking: number;
  readonly faults: { readonly started: number; readonly proved: number };
  readonly streams: number;
  readonly attempts: number;
  readonly events: number;
  readonly unresumable: number;
  readonly refusedRightly: number;
  readonly failures: readonly ExploreFailure[];
  /** Plans without an objection that prove nothing, and why. */
  readonly unproved: readonly { readonly number: number; readonly reason: string }[];
}

export interface ExploreFailure {
  readonly number: number;
  /** The objections to the smallest plan. */
  readonly objections: readonly string[];
  /** The smallest plan that still fails. */
  readonly plan: ExplorePlan;
  readonly drawn: ExplorePlan;
  readonly tries: number;
}

/** Plans that run side by side, because they mostly wait. More would compete for the processor. */
const width = 3;
const enoughFailures = 3;
/** The time to set up a stage and to remove it, in milliseconds. */
const overheadMs = 3_000;

/** Runs plan after plan of one seed until the budget is spent. */
export async function explore(options: ExploreOptions): Promise<ExploreReport> {
  const { seed, signal } = options;
  const endsAt = performance.now() + options.budgetMs;
  const sum = newSum();
  const failures: ExploreFailure[] = [];
  const unproved: { number: number; reason: string }[] = [];
  const report = (): ExploreReport => ({
    seed,
    ...sum,
    faults: { ...sum.faults },
    failures: [...failures].sort((a, b) => a.number - b.number),
    unproved: [...unproved].sort((a, b) => a.number - b.number),
  });
  const fits = (plan: ExplorePlan) => performance.now() + expectedMs(plan) + overheadMs <= endsAt;
  const mayGoOn = (plan: ExplorePlan) => !signal.aborted && fits(plan);
  await inParallel(Number.POSITIVE_INFINITY, width, async (number) => {
    if (signal.aborted || failures.length >= enoughFailures) return "stop";
    const plan = options.draw(number);
    if (number > 0 && !fits(plan)) return "stop"; // the first one always runs
    const judged = await tryPlan(plan, `plan-${number}`, options);
    if (signal.aborted) return "stop";
    add(sum, judged);
    if (judged.objections.length > 0) {
      options.onFailure?.({ number, objections: judged.objections, plan, drawn: plan, tries: 0 });
      const shrunk = await shrink(plan, judged, {
        mayGoOn,
        tryPlan: (smaller, tries) => tryPlan(smaller, `plan-${number}-${tries}`, options),
      });
      sum.shrinking += shrunk.tries;
      const { tries } = shrunk;
      const failure = { number, objections: shrunk.judged.objections, plan: shrunk.plan, drawn: plan, tries };
      failures.push(failure);
      options.onFailure?.(failure);
    } else if (judged.unproved !== null) unproved.push({ number, reason: judged.unproved });
    options.onPlan?.(report());
  });
  return report();
}

function newSum() {
  const faults = { started: 0, proved: 0 };
  const load = { streams: 0, attempts: 0, events: 0, unresumable: 0, refusedRightly: 0 };
  return { plans: 0, proved: 0, shrinking: 0, faults, ...load };
}

function add(sum: ReturnType<typeof newSum>, judged: Judged): void {
  sum.plans++;
  if (judged.unproved === null) sum.proved++;
  sum.faults.started += judged.faultsStarted;
  sum.faults.proved += judged.faultsProved;
  for (const key of ["streams", "attempts", "events", "unresumable", "refusedRightly"] as const)
    sum[key] += judged[key];
}
