import { until } from "../wait.ts";
import type { FaultMaker } from "./fault.ts";
import { type Rotation, signingKeys, startRotation } from "./rotate-script.ts";

/** The time that the script needs besides one token life, in milliseconds. */
const overheadMs = 30_000;

/** The runbook's rotation, during the load (fix of cause 2). `options.tokenLifeSec`: one token life. */
export const secretRotated: FaultMaker = ({ options }, stage) => {
  const tokenLifeSec = options?.tokenLifeSec ?? 900;
  let rotation: Rotation | null = null;
  let stopped: AbortSignal | null = null;
  return {
    name: "secret-rotated",
    async start(signal) {
      const before = await signingKeys(stage.instances);
      signal.addEventListener("abort", () => rotation?.stop(), { once: true });
      stopped = signal;
      rotation = startRotation(stage, ["--gradual", "--ttl", String(tokenLifeSec)], tokenLifeSec * 1_000 + overheadMs);
      const failed = rotation.done.then(() => new Promise<never>(() => {}));
      failed.catch(() => {});
      let now: string[] = [];
      const rotated = async () => {
        now = await signingKeys(stage.instances);
        return now.every((kid, i) => kid !== "" && kid !== before[i]);
      };
      const wait = until("each instance to sign with the new key", rotated, { limitMs: overheadMs, signal });
      const afterMs = await Promise.race([wait, failed]);
      return {
        seen: { code: "signing-key-changed", instances: now.length },
        observed: `signing key ${before[0]} → ${now[0]} on ${now.length} instances`,
        afterMs,
      };
    },
    /** Lets the script finish: the old key is removed after one token life. */
    async end() {
      try {
        await rotation?.done;
      } catch (error) {
        if (!stopped?.aborted) throw error; // the script ended because the run was stopped
      } finally {
        rotation?.stop();
      }
    },
  };
};
