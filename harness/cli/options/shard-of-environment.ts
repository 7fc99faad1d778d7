import { errors, RefusalError } from "../../errors.ts";

/**
 * The part of the plan that a Kubernetes Indexed Job gives this pod: `RESUME_GATE_SHARDS` parts, of which
 * `JOB_COMPLETION_INDEX` (from 0, set by Kubernetes) is this one. Null: no `RESUME_GATE_SHARDS`, so the whole plan.
 *
 * @throws RefusalError (exit 2) for a number of parts without an index, or an index that is too high
 */
export function shardOfEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): { readonly index: number; readonly of: number } | null {
  const { RESUME_GATE_SHARDS: parts, JOB_COMPLETION_INDEX: part } = environment;
  if (parts === undefined) return null;
  const of = wholeNumber(parts);
  const index = wholeNumber(part);
  if (of >= 1 && index < of) return { index, of };
  throw new RefusalError(
    errors.badUsage(
      `RESUME_GATE_SHARDS=${parts} and JOB_COMPLETION_INDEX=${part ?? ""} do not name a part of the plan.`,
      "RESUME_GATE_SHARDS is the number of parts, from 1 to 9999. JOB_COMPLETION_INDEX is the part, counted from 0. Or use --shard 1/4.",
    ),
  );
}

function wholeNumber(text: string | undefined): number {
  return text !== undefined && /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
}
