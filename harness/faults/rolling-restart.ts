import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../wait.ts";
import type { FaultMaker } from "./fault.ts";

/** Longer than any grace of a scenario, in milliseconds. */
const endLimitMs = 20_000;

/**
 * A deployment: each instance in turn gets SIGTERM and is started again at its address, `options.everyMs` after the one
 * before it has begun. The last one is killed instead, `options.killAtMs` after the first began.
 */
export const rollingRestart: FaultMaker = ({ options }, { servers }) => {
  const { everyMs = 2_500, killAtMs = 6_000 } = options ?? {};
  let rolling: Promise<string[]> | null = null;
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
        const seen: string[] = [];
        for (const [number, server] of servers.entries()) {
          const last = number === servers.length - 1;
          await begin(last ? killAtMs : number * everyMs);
          const from = performance.now();
          down.add(server);
          await server.end(last ? "SIGKILL" : "SIGTERM", endLimitMs);
          await until("the instance to be gone", async () => !(await isThere(server.url)), { limitMs: 5_000, signal });
          await server.restart();
          down.delete(server);
          seen.push(`${last ? "SIGKILL" : "SIGTERM"}, back after ${Math.round(performance.now() - from)} ms`);
        }
        return seen;
      };
      rolling = roll();
      rolling.catch(() => {}); // told by check
      return { observed: `${servers.length} instances are restarted in turn`, afterMs: 0 };
    },
    async check() {
      const seen = (await rolling) ?? [];
      return { observed: seen.join("; "), afterMs: 0 };
    },
    async end() {
      await rolling?.catch(() => {});
      if (over) return; // the whole stage goes
      for (const server of down) await server.restart();
    },
  };
};

async function isThere(url: string): Promise<boolean> {
  try {
    await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(500) });
    return true;
  } catch {
    return false;
  }
}
