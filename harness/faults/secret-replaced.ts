import { until } from "../wait.ts";
import type { FaultMaker } from "./fault.ts";
import { signingKeys, startRotation } from "./rotate-script.ts";

/** The secret is replaced at once, as in the incident (runbook, cause 2). That cannot be undone: the old secret is gone. */
export const secretReplaced: FaultMaker = (_spec, stage) => ({
  name: "secret-replaced",
  async start(signal) {
    const before = await signingKeys(stage.instances);
    await startRotation(stage, ["--immediate"], 15_000).done;
    let now: string[] = [];
    const replaced = async () => {
      now = await signingKeys(stage.instances);
      return now.every((kid, i) => kid !== "" && kid !== before[i]);
    };
    const afterMs = await until("each instance to sign with the new key", replaced, { limitMs: 10_000, signal });
    return {
      seen: { code: "signing-key-changed", instances: now.length },
      observed: `signing key ${before[0]} → ${now[0]} on ${now.length} instances`,
      afterMs,
    };
  },
  async end() {},
});
