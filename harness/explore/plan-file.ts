import { readFileSync } from "node:fs";
import { errors, RefusalError } from "../errors.ts";
import type { ExplorePlan } from "./plan.ts";

const schema = "resume_gate.explore_plan.v1";

export function serializePlan(plan: ExplorePlan): string {
  return `${JSON.stringify({ schema, plan }, null, 2)}\n`;
}

/** @throws RefusalError (exit 2) when the file is no plan that `explore` stored */
export function readPlan(file: string): ExplorePlan {
  const hint = "Give a file that `resume-gate explore` wrote for a failing plan.";
  let value: { schema?: unknown; plan?: Partial<ExplorePlan> } | null;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const reason = error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : String(error);
    throw new RefusalError(errors.badUsage(`The plan ${file} cannot be read: ${reason}.`, hint));
  }
  const { plan } = value ?? {};
  const whole = Array.isArray(plan?.streams) && plan.streams.length > 0 && Array.isArray(plan.faults);
  if (value?.schema !== schema || !whole || typeof plan.server !== "object") {
    throw new RefusalError(errors.badUsage(`${file} is no stored plan (schema ${schema}).`, hint));
  }
  return plan as ExplorePlan;
}
