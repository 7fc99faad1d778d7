import { readFileSync } from "node:fs";
import { errors, RefusalError } from "../errors.ts";
import type { HonestPlan } from "./honest-plan.ts";

const schema = "resume_gate.honest_plan.v1";

export function serializePlan(plan: HonestPlan): string {
  return `${JSON.stringify({ schema, plan }, null, 2)}\n`;
}

/** @throws RefusalError (exit 2) when the file is no plan that a self-test stored */
export function readPlan(file: string): HonestPlan {
  const hint = "Give a file that `resume-gate selftest --honest` wrote for a failing seed.";
  let value: { schema?: unknown; plan?: Partial<HonestPlan> } | null;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const reason = error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : String(error);
    throw new RefusalError(errors.badUsage(`The plan ${file} cannot be read: ${reason}.`, hint));
  }
  const { plan } = value ?? {};
  if (value?.schema !== schema || !Array.isArray(plan?.streams) || plan.streams.length === 0) {
    throw new RefusalError(errors.badUsage(`${file} is no stored plan (schema ${schema}).`, hint));
  }
  return plan as HonestPlan;
}
