import { randomUUID } from "node:crypto";
import type { RunInfo } from "../history/run-info.ts";
import { withoutCredentials } from "../secrets.ts";
import type { ChosenFace } from "./choice/choose-faces.ts";
import { describeEnvironment } from "./environment.ts";
import { runSettings } from "./options/run-settings.ts";
import type { RunRequest } from "./request.ts";

/** The run of a verb that makes its faces on the way (`selftest`, `explore`). */
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

/** The run of faces that are known from the start. @param before the result of an earlier call, when the run has begun already */
export async function runInfo(
  faces: readonly ChosenFace[],
  options: RunRequest,
  redis: string,
  before?: RunInfo,
): Promise<RunInfo> {
  return {
    id: before?.id ?? randomUUID(),
    startedAt: before?.startedAt ?? new Date().toISOString(),
    seed: options.seed,
    profile: options.profile,
    faces: faces.map((face) => face.id),
    ...(before?.notOffered ? { notOffered: before.notOffered } : {}),
    environment: await describeEnvironment(
      redis,
      options.target ? withoutCredentials(options.target) : "reference-server",
    ),
    options: runSettings(options.names, options),
  };
}
