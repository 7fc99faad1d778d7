import { readFileSync } from "node:fs";
import { errors, RefusalError } from "../errors.ts";
import { reasonOf } from "../thrown.ts";

/** One kind of plan that is kept in a file, to be run again. */
export interface StoredForm<Plan> {
  /** Name and version of the form, e.g. `resume_gate.explore_plan.v1`. */
  readonly schema: string;
  /** What the user should give instead, for the error message. */
  readonly hint: string;
  /** Whether the plan has every field that running it needs. */
  isWhole(plan: Partial<Plan>): boolean;
}

export function serializeStored<Plan>({ schema }: StoredForm<Plan>, plan: Plan): string {
  return `${JSON.stringify({ schema, plan }, null, 2)}\n`;
}

/** @throws RefusalError (exit 2) when the file cannot be read or does not hold this kind of plan */
export function readStored<Plan>({ schema, hint, isWhole }: StoredForm<Plan>, file: string): Plan {
  let value: { schema?: unknown; plan?: Partial<Plan> } | null;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const reason = reasonOf(error);
    throw new RefusalError(errors.badUsage(`The plan ${file} cannot be read: ${reason}.`, hint));
  }
  const plan = value?.plan;
  if (value?.schema !== schema || typeof plan !== "object" || plan === null || !isWhole(plan)) {
    throw new RefusalError(errors.badUsage(`${file} is not a stored plan (schema ${schema}).`, hint));
  }
  return plan as Plan;
}
