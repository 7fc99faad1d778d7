import path from "node:path";
import { type Child, startChild } from "../child.ts";
import type { FaultStage } from "./fault.ts";

/** A run of `scripts/rotate-hmac.mjs`, as an operator would start it. */
export interface Rotation {
  /** Resolves when it is done. Rejects with what it printed when it fails or takes longer than its limit. */
  readonly done: Promise<void>;
  stop(): void;
}

export function startRotation(stage: FaultStage, args: readonly string[], limitMs: number): Rotation {
  const script = path.join(stage.root, "scripts", "rotate-hmac.mjs");
  const where = ["--keyring", stage.keyringFile, "--instances", stage.instances.join(",")];
  const child = startChild(process.execPath, [script, ...args, ...where], { limitMs });
  return { done: finished(child), stop: () => child.signal("SIGKILL") };
}

async function finished(child: Child): Promise<void> {
  const { code, how } = await child.closed;
  if (code !== 0) throw new Error(`rotate-hmac.mjs ${how}: ${child.printed()}`);
}

/** The key that each instance signs with, according to its `/healthz`. */
export async function signingKeys(instances: readonly string[]): Promise<string[]> {
  return Promise.all(
    instances.map(async (url) => {
      const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2_000) });
      const { keys } = (await answer.json()) as { keys: { kid: string; state: string }[] };
      return keys.find((key) => key.state === "sign")?.kid ?? "";
    }),
  );
}
