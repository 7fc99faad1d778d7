import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { FaultStage } from "./fault.ts";

/** A run of `scripts/rotate-hmac.mjs`, as an operator would start it. */
export interface Rotation {
  /** Resolves when it is through; rejects with what it printed when it failed or took longer than its limit. */
  readonly done: Promise<void>;
  stop(): void;
}

export function startRotation(stage: FaultStage, args: readonly string[], limitMs: number): Rotation {
  const script = path.join(stage.root, "scripts", "rotate-hmac.mjs");
  const where = ["--keyring", stage.keyringFile, "--instances", stage.instances.join(",")];
  const child = spawn(process.execPath, [script, ...args, ...where], { stdio: ["ignore", "pipe", "pipe"] });
  return { done: finished(child, limitMs), stop: () => void child.kill("SIGKILL") };
}

async function finished(child: ChildProcess, limitMs: number): Promise<void> {
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (bytes: Buffer) => {
      printed = (printed + bytes.toString("utf8")).slice(-1_000);
    });
  }
  const limit = setTimeout(() => child.kill("SIGKILL"), limitMs);
  try {
    const [code, signal] = (await once(child, "close")) as [number | null, string | null];
    if (code !== 0) throw new Error(`rotate-hmac.mjs ended with ${signal ?? code}: ${printed.trim()}`);
  } finally {
    clearTimeout(limit);
  }
}

/** The key that each instance signs with, by its own `/healthz`. */
export async function signingKeys(instances: readonly string[]): Promise<string[]> {
  return Promise.all(
    instances.map(async (url) => {
      const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2_000) });
      const { keys } = (await answer.json()) as { keys: { kid: string; state: string }[] };
      return keys.find((key) => key.state === "sign")?.kid ?? "";
    }),
  );
}
