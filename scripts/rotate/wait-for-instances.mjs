// @ts-check
import { setTimeout as sleep } from "node:timers/promises";
import { askHealth } from "./instances.mjs";
import { Refusal } from "./refusal.mjs";

/** How often the instances are asked, and how often it is said what is being waited for, in milliseconds. */
const askEveryMs = 200;
const sayEveryMs = 5_000;

/**
 * What an instance must report: these keys in these states, and none of those kids. It may have further keys, which come
 * from its environment (SSE_RESUME_SECRETS_ACCEPTED).
 *
 * @typedef {{ readonly keys: readonly { kid: string, state: string }[], readonly gone: readonly string[] }} Wanted
 */

/** What is missing from what an instance reports, for people; null when nothing is. */
export function missing(
  /** @type {readonly { kid: string, state: string }[]} */ reported,
  /** @type {Wanted} */ { keys, gone },
) {
  const fits = keys.every((key) => reported.some(({ kid, state }) => kid === key.kid && state === key.state));
  if (fits && !reported.some(({ kid }) => gone.includes(kid))) return null;
  return `reports ${keysInWords(reported)}`;
}

/** @param {readonly { kid: string, state: string }[]} keys */
export function keysInWords(keys) {
  return keys.map(({ kid, state }) => `${kid} ${state}`).join(", ") || "no key";
}

/**
 * Waits until each instance reports a step. At least one must report it: without instances nothing is known.
 *
 * @param {Wanted} wanted
 * @param {{ instances: import("./instances.mjs").Instances, timeoutMs: number, signal: AbortSignal,
 *   say: (text: string) => void, check: () => void, hint: string }} options `check` may throw, and so end the wait
 * @throws {Refusal} exit 4 at the limit, with what the others report
 */
export async function waitForInstances(wanted, { instances, timeoutMs, signal, say, check, hint }) {
  const start = performance.now();
  let saidAt = start;
  /** @type {Set<string>} */
  const named = new Set();
  for (;;) {
    check();
    const { urls, late } = await instances.find();
    for (const { url, ageSec } of late) {
      if (named.has(url)) continue;
      named.add(url);
      say(`  not waiting for ${url}: its last heartbeat is ${Math.round(ageSec)} s old`);
    }
    const open = await unready(urls, wanted, signal);
    const waitedMs = performance.now() - start;
    if (urls.length > 0 && open.length === 0) {
      say(`  seen on ${urls.length} of ${urls.length} instances after ${(waitedMs / 1_000).toFixed(1)} s`);
      return;
    }
    const what = urls.length === 0 ? "any instance at all" : open.join("; ");
    if (waitedMs >= timeoutMs) throw new Refusal(`Waited ${Math.round(waitedMs / 1_000)} s for ${what}.`, hint, 4);
    if (performance.now() - saidAt >= sayEveryMs) {
      saidAt = performance.now();
      say(`  still waiting for ${what}`);
    }
    await sleep(askEveryMs, undefined, { signal });
  }
}

/** @param {readonly string[]} urls @param {Wanted} wanted @param {AbortSignal} signal */
async function unready(urls, wanted, signal) {
  const states = await Promise.all(
    urls.map(async (url) => {
      const health = await askHealth(url, signal);
      const open = "trouble" in health ? health.trouble : missing(health.keys, wanted);
      return open === null ? null : `${url} (${open})`;
    }),
  );
  return states.filter((each) => each !== null);
}
