import type { Face } from "../plan/scenario.ts";
import { requireRedisServer } from "../redis/failover.ts";
import { requireNginx } from "./nginx.ts";
import { needsFailover } from "./stage.ts";

/** A program that a face needs, however the run starts its Redis. */
export type RequiredProgram = "nginx" | "redis-server";

/** The programs that these faces need besides the run's own Redis, without repetition. */
export function requiredPrograms(faces: readonly Face[]): RequiredProgram[] {
  return [
    ...(faces.some(({ front }) => front?.kind === "nginx") ? (["nginx"] as const) : []),
    ...(faces.some(needsFailover) ? (["redis-server"] as const) : []),
  ];
}

/**
 * Checks for these programs before any load, so that a run does not fail after minutes because its last face needs one.
 *
 * @throws RefusalError (exit 4) for the first that is not there
 */
export async function requirePrograms(faces: readonly Face[]): Promise<void> {
  const require = { nginx: requireNginx, "redis-server": requireRedisServer };
  for (const name of requiredPrograms(faces)) await require[name]();
}
