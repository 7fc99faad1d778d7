import type { ExplorePlan } from "./explore-plan.ts";
import type { Judged } from "./judge-plan.ts";
import { shrinkSteps } from "./shrink-steps.ts";

export interface Shrunk {
  readonly plan: ExplorePlan;
  readonly judged: Judged;
  /** The number of smaller plans that were tried. */
  readonly tries: number;
}

export interface ShrinkOptions {
  tryPlan(plan: ExplorePlan, tryNumber: number): Promise<Judged>;
  /** False once no further plan may be tried: the budget is spent, or the run is interrupted. */
  mayGoOn(next: ExplorePlan): boolean;
}

/**
 * Removes what is not needed for the failure: a smaller plan replaces the plan when it fails in one of the same ways. Each try
 * is one real run, and a fault's moment varies by milliseconds. So a plan that passed once may still fail, but it is not tried
 * again.
 */
export async function shrink(plan: ExplorePlan, judged: Judged, options: ShrinkOptions): Promise<Shrunk> {
  let best: Shrunk = { plan, judged, tries: 0 };
  for (let found = true; found; ) {
    found = false;
    for (const smaller of shrinkSteps(best.plan)) {
      if (!options.mayGoOn(smaller)) return best;
      const tries = best.tries + 1;
      const again = await options.tryPlan(smaller, tries);
      best = { ...best, tries };
      if (!again.kinds.some((kind) => judged.kinds.includes(kind))) continue;
      best = { plan: smaller, judged: again, tries };
      found = true;
      break;
    }
  }
  return best;
}
