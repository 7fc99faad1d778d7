import { areStreams } from "../../plan/random-stream.ts";
import { readStored, type StoredForm, serializeStored } from "../../plan/stored-plan.ts";
import type { HonestPlan } from "./honest-plan.ts";

const form: StoredForm<HonestPlan> = {
  schema: "resume_gate.honest_plan.v1",
  hint: "Give a file that `resume-gate selftest --honest` wrote for a failing seed.",
  isWhole: ({ streams, form: written, pieces, bom, seed }) =>
    areStreams(streams) &&
    typeof written === "string" &&
    typeof pieces === "string" &&
    typeof bom === "boolean" &&
    Number.isFinite(seed),
};

export const serializePlan = (plan: HonestPlan): string => serializeStored(form, plan);

/** @throws RefusalError (exit 2) when the file does not hold a plan that a self-test stored */
export const readPlan = (file: string): HonestPlan => readStored(form, file);
