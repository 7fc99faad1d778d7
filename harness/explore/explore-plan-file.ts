import { areStreams } from "../plan/random-stream.ts";
import { readStored, type StoredForm, serializeStored } from "../plan/stored-plan.ts";
import type { ExploreFault, ExplorePlan } from "./explore-plan.ts";

const isPlainObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);

function areFaults(values: unknown): boolean {
  const isFault = (each: Partial<ExploreFault> | null) => typeof each?.kind === "string" && Number.isFinite(each.atMs);
  return Array.isArray(values) && values.every(isFault);
}

const form: StoredForm<ExplorePlan> = {
  schema: "resume_gate.explore_plan.v1",
  hint: "Give a file that `resume-gate explore` wrote for a failing plan.",
  isWhole: ({ streams, faults, server, instances, rows }) =>
    areStreams(streams) &&
    areFaults(faults) &&
    isPlainObject(server) &&
    Number.isInteger(instances) &&
    Number(instances) > 0 &&
    (rows === undefined || Array.isArray(rows)),
};

export const serializePlan = (plan: ExplorePlan): string => serializeStored(form, plan);

/** @throws RefusalError (exit 2) when the file does not hold a plan that `explore` stored */
export const readPlan = (file: string): ExplorePlan => readStored(form, file);
