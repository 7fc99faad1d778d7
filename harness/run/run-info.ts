import { randomUUID } from "node:crypto";
import type { RunInfo } from "../history/records.ts";
import { describeEnvironment } from "./environment.ts";

/** A run of a verb that makes its faces as it goes (`selftest`, `explore`). */
export async function runInfoOf(profile: string, seed: number, redis: string, target: string): Promise<RunInfo> {
  return {
    id: randomUUID(),
    startedAt: new Date().toISOString(),
    seed,
    profile,
    faces: [],
    environment: await describeEnvironment(redis, target),
  };
}
