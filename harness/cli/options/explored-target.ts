import { rows } from "../../../rows/rows.ts";
import { errors, RefusalError } from "../../errors.ts";
import { combinable, drawRows } from "../../explore/draw-rows.ts";
import type { ExplorePlan } from "../../explore/explore-plan.ts";
import type { ExploreTarget } from "../../explore/try-plan.ts";
import { plainAbilities } from "../../protocols/abilities.ts";
import { offeredRows } from "../../run/choice/offered-rows.ts";
import { loadProtocol } from "../../run/load-protocol.ts";
import type { RunChoices } from "../../run/request.ts";
import { inspectTarget } from "../../run/target/inspect-stream.ts";

/**
 * Inspects the target, and draws combinations of the rows that it offers; null without a `--target`.
 *
 * @throws RefusalError when it serves no stream (exit 4), or offers too few rows to combine (exit 2)
 */
export async function exploredTarget(
  {
    target,
    protocol,
    with: values,
    header = {},
    seed,
  }: Pick<RunChoices, "target" | "protocol" | "with" | "header"> & { readonly seed: number },
  signal: AbortSignal,
): Promise<{ readonly target: ExploreTarget; readonly draw: (number: number) => ExplorePlan } | null> {
  if (!target) return null;
  const spoken = { target, ...(protocol === undefined ? {} : { protocol }), ...(values ? { with: values } : {}) };
  const { protocol: speaks, target: url = target } = await loadProtocol(spoken);
  const pace = await inspectTarget(url, header, speaks, signal);
  const { offered } = offeredRows(rows, speaks, { pace });
  const combined = combinable(offered, speaks.abilities ?? plainAbilities);
  if (combined.length < 2) {
    throw new RefusalError(
      errors.badUsage(
        `The protocol ${speaks.name} offers ${combined.length} rows that can be combined: too few.`,
        "See docs/rows.md.",
      ),
    );
  }
  return { target: { url, headers: header, speaks }, draw: (number) => drawRows(seed, number, combined, pace) };
}
