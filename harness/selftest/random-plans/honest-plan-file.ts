import { readStored, type StoredForm, serializeStored } from "../../plan/stored-plan.ts";
import type { HonestPlan } from "./honest-plan.ts";

const form: StoredForm<HonestPlan> = {
  schema: "resume_gate.honest_plan.v1",
  hint: "Give a file that `resume-gate selftest --honest` wrote for a failing seed.",
  isWhole: ({ streams }) => Array.isArray(streams) && streams.length > 0,
};

export const serializePlan = (plan: HonestPlan): string => serializeStored(form, plan);

/** @throws RefusalError (exit 2) when the file does not hold a plan that a self-test stored */
export const readPlan = (file: string): HonestPlan => readStored(form, file);
