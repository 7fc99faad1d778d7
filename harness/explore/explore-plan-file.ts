import { readStored, type StoredForm, serializeStored } from "../plan/stored-plan.ts";
import type { ExplorePlan } from "./explore-plan.ts";

const form: StoredForm<ExplorePlan> = {
  schema: "resume_gate.explore_plan.v1",
  hint: "Give a file that `resume-gate explore` wrote for a failing plan.",
  isWhole: ({ streams, faults, server }) =>
    Array.isArray(streams) && streams.length > 0 && Array.isArray(faults) && typeof server === "object",
};

export const serializePlan = (plan: ExplorePlan): string => serializeStored(form, plan);

/** @throws RefusalError (exit 2) when the file does not hold a plan that `explore` stored */
export const readPlan = (file: string): ExplorePlan => readStored(form, file);
