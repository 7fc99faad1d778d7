import { setTimeout as sleep } from "node:timers/promises";
import type { Datadog } from "./connect.ts";
import { DatadogFailure } from "./failure.ts";
import { type Change, type PlanOptions, plan } from "./plan.ts";

/**
 * Carries a plan out. A failure that may pass leads to a new plan, never to the same request again: what was made although no
 * answer came is then found, and nothing is made twice.
 *
 * @returns what was changed, over all rounds
 */
export async function apply(
  datadog: Datadog,
  options: PlanOptions,
  { rounds = 3, waitMs = 1_000 }: { readonly rounds?: number; readonly waitMs?: number } = {},
): Promise<Change[]> {
  const done: Change[] = [];
  for (let round = 1; ; round++) {
    try {
      for (const change of await plan(datadog, options)) {
        if (!change.carryOut) continue;
        await change.carryOut();
        done.push(change);
      }
      return done;
    } catch (error) {
      if (!(error instanceof DatadogFailure) || error.kind !== "away" || round >= rounds) throw error;
      await sleep(waitMs * round);
    }
  }
}
