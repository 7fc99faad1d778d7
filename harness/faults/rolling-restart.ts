import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../wait.ts";
import type { FaultMaker } from "./fault.ts";

/** Longer than the grace period of any scenario, in milliseconds. */
const endLimitMs = 20_000;

/**
 * A deployment: one instance after another gets SIGTERM and is started again at its address; they begin `options.everyMs` apart.
 * The last one is killed instead, `options.killAtMs` after the first began.
 */
export const rollingRestart: FaultMaker = ({ options }, { servers }) => {
  const { everyMs = 2_500, killAtMs = 6_000 } = options ?? {};
  let rolling: Promise<Restarted[]> | null = null;
  let over = false;
  const down = new Set<(typeof servers)[number]>();
  return {
    name: "rolling-restart",
    async start(signal) {
      const began = performance.now();
      signal.addEventListener("abort", () => {
        over = true;
      });
      const begin = async (atMs: number) => {
        await sleep(Math.max(0, atMs - (performance.now() - began)), undefined, { signal });
      };
      const roll = async () => {
        const seen: Restarted[] = [];
        for (const [number, server] of servers.entries()) {
          const last = number === servers.length - 1;
          await begin(last ? killAtMs : number * everyMs);
          const from = performance.now();
          down.add(server);
          await server.end(last ? "SIGKILL" : "SIGTERM", endLimitMs);
          await until("the instance to be gone", async () => !(await isThere(server.url)), { limitMs: 5_000, signal });
          await server.restart();
          down.delete(server);
          seen.push({ by: last ? "SIGKILL" : "SIGTERM", awayMs: Math.round(performance.now() - from) });
        }
        return seen;
      };
      rolling = roll();
      rolling.catch(() => {}); // `check` throws it
      return {
        seen: { code: "restart-begun", instances: servers.length },
        observed: `${servers.length} instances are restarted in turn`,
        afterMs: 0,
      };
    },
    async check() {
      const restarted = (await rolling) ?? [];
      const killed = restarted.filter(({ by }) => by === "SIGKILL").length;
      return {
        seen: {
          code: "restarted",
          terminated: restarted.length - killed,
          killed,
          longestMs: restarted.reduce((longest, { awayMs }) => Math.max(longest, awayMs), 0),
        },
        observed: restarted.map(({ by, awayMs }) => `${by}, back after ${awayMs} ms`).join("; "),
        afterMs: 0,
      };
    },
    async end() {
      await rolling?.catch(() => {});
      if (over) return; // the whole stage is being stopped
      for (const server of down) await server.restart();
    },
  };
};

interface Restarted {
  readonly by: "SIGTERM" | "SIGKILL";
  readonly awayMs: number;
}

async function isThere(url: string): Promise<boolean> {
  try {
    await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(500) });
    return true;
  } catch {
    return false;
  }
}
