import type { ExplorePlan } from "./explore-plan.ts";
import type { Judged } from "./judge-plan.ts";
import { shrinkSteps } from "./shrink-steps.ts";

export interface Shrunk {
  readonly plan: ExplorePlan;
  readonly judged: Judged;
  /** Smaller plans that were tried. */
  readonly tries: number;
}

export interface ShrinkOptions {
  tryPlan(plan: ExplorePlan, tryNumber: number): Promise<Judged>;
  /** False once no further plan may be tried: the budget is spent, or the run is interrupted. */
  mayGoOn(next: ExplorePlan): boolean;
}

/**
 * Takes away what is not needed, as long as the plan still fails in one of the same ways. Each try is one real run, and a
 * fault's moment varies by milliseconds: so a smaller plan that failed did fail, and one that passed once is left alone.
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
