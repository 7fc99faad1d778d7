import type { Face } from "../plan/scenario.ts";
import { requireRedisServer } from "../redis/failover.ts";
import { requireNginx } from "./nginx.ts";
import { needsFailover } from "./stage.ts";

/** A program that a face's stage starts, whatever Redis the run has otherwise. */
export type RequiredProgram = "nginx" | "redis-server";

/** The programs that these faces need beside the run's own Redis, each once. */
export function requiredPrograms(faces: readonly Face[]): RequiredProgram[] {
  return [
    ...(faces.some(({ front }) => front?.kind === "nginx") ? (["nginx"] as const) : []),
    ...(faces.some(needsFailover) ? (["redis-server"] as const) : []),
  ];
}

/**
 * Looks for these programs before any load: minutes of it would be lost when the last face finds one missing.
 *
 * @throws RefusalError (exit 4) for the first that is not there
 */
export async function requirePrograms(faces: readonly Face[]): Promise<void> {
  const require = { nginx: requireNginx, "redis-server": requireRedisServer };
  for (const name of requiredPrograms(faces)) await require[name]();
}
