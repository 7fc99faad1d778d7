import { setTimeout as sleep } from "node:timers/promises";

/**
 * Asks again and again until the answer is yes, `limitMs` have passed, or the run is aborted.
 *
 * @returns how long it took, in milliseconds
 * @throws once the limit has passed, naming what was waited for
 */
export async function until(
  what: string,
  ask: () => Promise<boolean>,
  { limitMs, everyMs = 50, signal }: { limitMs: number; everyMs?: number; signal?: AbortSignal },
): Promise<number> {
  const start = performance.now();
  while (!(await ask())) {
    const waited = performance.now() - start;
    if (waited > limitMs) throw new Error(`Waited ${Math.round(waited)} ms for ${what}.`);
    await sleep(everyMs, undefined, signal ? { signal } : {});
  }
  return performance.now() - start;
}
