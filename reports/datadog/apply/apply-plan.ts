import { setTimeout as sleep } from "node:timers/promises";
import type { Datadog } from "../connection/connect-datadog.ts";
import { DatadogFailure } from "../connection/datadog-failure.ts";
import { type Change, type PlanOptions, plan } from "./plan-changes.ts";

export interface ApplyOptions {
  readonly rounds?: number;
  readonly waitMs?: number;
  /** Called for each change as soon as it is known to have been made, so that a later failure can't hide it. */
  readonly onDone?: (change: Change) => void;
}

/**
 * Carries out a plan. After a failure that may be temporary it makes a new plan, and never repeats the same request: so what was made
 * although no answer came is found, reported, and not made twice.
 *
 * @returns what was changed, over all rounds, each thing once
 * @throws DatadogFailure before anything is made, when it isn't certain which of two things is ours
 */
export async function apply(
  datadog: Datadog,
  options: PlanOptions,
  { rounds = 3, waitMs = 1_000, onDone = () => {} }: ApplyOptions = {},
): Promise<Change[]> {
  const done = new Map<string, Change>();
  const unclear = new Map<string, Change>();
  const finish = (change: Change) => {
    unclear.delete(change.key);
    if (done.has(change.key)) return;
    done.set(change.key, change);
    onDone(change);
  };
  for (let round = 1; ; round++) {
    try {
      const changes = await plan(datadog, options);
      settle(changes, unclear, finish);
      refuseTwo(changes);
      for (const change of changes) {
        if (!change.carryOut) continue;
        unclear.set(change.key, unclear.get(change.key) ?? change);
        await change.carryOut();
        finish(unclear.get(change.key) ?? change);
      }
      return [...done.values()];
    } catch (error) {
      const mayPass = error instanceof DatadogFailure && error.kind === "away" && round < rounds;
      if (!mayPass) {
        // The last request may have been carried out before its answer failed: a new plan shows it.
        if (unclear.size > 0) settle(await plan(datadog, options).catch(() => []), unclear, finish);
        throw error;
      }
      await sleep(waitMs * round);
    }
  }
}

/** Reports what was made although no answer came, as a new plan shows. */
function settle(changes: readonly Change[], unclear: ReadonlyMap<string, Change>, finish: (c: Change) => void): void {
  for (const { key, what } of changes) {
    const tried = unclear.get(key);
    if (!tried) continue;
    if (what === "none" || (tried.what === "create" && what === "update")) finish(tried);
  }
}

function refuseTwo(changes: readonly Change[]): void {
  const two = changes.filter(({ what }) => what === "ambiguous").map(({ kind, name }) => `${kind} ${name}`);
  if (two.length === 0) return;
  throw new DatadogFailure("refused", "apply", `more than one could be ours, delete all but one: ${two.join(", ")}`);
}
