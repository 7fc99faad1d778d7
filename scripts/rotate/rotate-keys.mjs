// @ts-check
import { setTimeout as sleep } from "node:timers/promises";
import { checkSame, newKey, readKeyring, updateKeyring } from "./keyring-file.mjs";
import {
  begin,
  endOfOld,
  finish,
  remove,
  retire,
  rotationOf,
  signing,
  stageOf,
  stepOf,
  switchOver,
} from "./rotation-stages.mjs";
import { waitForInstances } from "./wait-for-instances.mjs";

/** How often it is said how long the old key still lives, and how often the keyring is looked at meanwhile, in ms. */
const sayEveryMs = 15_000;
const lookEveryMs = 1_000;

/**
 * @typedef {{ file: string, lifeSec: number, lifeIsGiven: boolean, leewaySec: number, timeoutMs: number,
 *   instances: import("./instances.mjs").Instances, say: (text: string) => void, signal: AbortSignal }} Job
 */

/** Rotates step by step (contract, The token), from wherever the keyring stands. @param {Job} job */
export async function gradual(job) {
  const { file, say, signal } = job;
  let ring = readKeyring(file);
  if (stageOf(ring) !== "idle") ring = await resume(ring, job);
  for (;;) {
    switch (stageOf(ring)) {
      case "idle": {
        const key = newKey(ring.keys);
        const start = { now: Date.now() / 1_000, lifeSec: job.lifeSec };
        ring = await updateKeyring(file, ring, (now) => begin(now, key, start), signal);
        break;
      }
      case "accepting":
        say(`Step 1 of 3: ${rotationOf(ring).to} is accepted, ${rotationOf(ring).from} signs.`);
        await seen(ring, [], job);
        ring = await updateKeyring(file, ring, switchOver, signal);
        break;
      case "signing":
        say(`Step 2 of 3: ${rotationOf(ring).to} signs, ${rotationOf(ring).from} is accepted.`);
        await seen(ring, [], job);
        ring = await updateKeyring(file, ring, (now) => retire(now, end(job)), signal);
        break;
      case "retiring":
        await outlive(ring, job);
        ring = await updateKeyring(file, ring, remove, signal);
        break;
      case "removing": {
        const { from } = rotationOf(ring);
        say(`Step 3 of 3: ${from} is removed.`);
        await seen(ring, [from], job);
        ring = await updateKeyring(file, ring, finish, signal);
        say(`Done: ${signing(ring).kid} signs, ${from} is gone.`);
        return;
      }
    }
  }
}

/**
 * Replaces all keys at once. It does not wait for a gradual rotation that is under way: that one then stops by itself.
 *
 * @param {Omit<Job, "instances"> & { instances: Job["instances"] | null }} job `instances`: null when none is known
 */
export async function immediate({ file, instances, ...job }) {
  const { keys } = readKeyring(file);
  const key = newKey(keys);
  await updateKeyring(file, null, () => ({ version: 1, keys: [key] }), job.signal);
  job.say(`${key.kid} signs, and nothing else is accepted: ${keys.map(({ kid }) => kid).join(", ")} replaced.`);
  job.say("Every token issued before is refused from now on (401).");
  if (!instances) job.say("No instance is known, so none was asked whether it has seen that.");
  else
    await seen(
      { version: 1, keys: [key] },
      keys.map(({ kid }) => kid),
      { ...job, file, instances },
    );
}

/** Says where it goes on, and takes over a token life that was given anew. */
async function resume(/** @type {import("./rotation-stages.mjs").Keyring} */ ring, /** @type {Job} */ job) {
  const { to, from, began_at, life_sec } = rotationOf(ring);
  const stage = stageOf(ring);
  const step = stage === "idle" ? 1 : stepOf[stage];
  job.say(`Goes on with the rotation from ${from} to ${to}, begun ${time(began_at)}, in step ${step} of 3.`);
  if (!job.lifeIsGiven || job.lifeSec === life_sec) return ring;
  job.say(`  one token life is ${job.lifeSec} s now; it was ${life_sec} s`);
  const withLife = (/** @type {import("./rotation-stages.mjs").Keyring} */ now) => {
    const changed = { ...now, rotation: { ...rotationOf(now), life_sec: job.lifeSec } };
    return stage === "retiring" ? retire(changed, end(job)) : changed;
  };
  return updateKeyring(job.file, ring, withLife, job.signal);
}

/** @param {Job} job */
function end({ leewaySec }) {
  return { now: Date.now() / 1_000, leewaySec };
}

/** @param {import("./rotation-stages.mjs").Keyring} ring @param {readonly string[]} gone @param {Job} job */
async function seen(ring, gone, { file, instances, timeoutMs, signal, say }) {
  const { where } = instances;
  const hint = ring.rotation
    ? `Nothing is lost: mend that and run the same command again, it goes on from here. (Instances: ${where}.)`
    : `The keyring is replaced; that instance has not seen it. Look at its log, or restart it. (Instances: ${where}.)`;
  const check = () => ring.rotation && checkSame(ring, readKeyring(file));
  await waitForInstances({ keys: ring.keys, gone }, { instances, timeoutMs, signal, say, check, hint });
}

/** Waits for the end of the old key. @param {import("./rotation-stages.mjs").Keyring} ring @param {Job} job */
async function outlive(ring, { file, say, signal }) {
  const until = endOfOld(ring);
  const leftMs = () => until * 1_000 - Date.now();
  let sayAt = 0;
  while (leftMs() > 0) {
    checkSame(ring, readKeyring(file));
    if (performance.now() >= sayAt) {
      sayAt = performance.now() + sayEveryMs;
      const left = Math.ceil(leftMs() / 1_000);
      say(`  waiting ${left} s, until ${time(until)}: tokens that ${rotationOf(ring).from} signed are alive till then`);
    }
    await sleep(Math.min(lookEveryMs, Math.max(leftMs(), 1)), undefined, { signal });
  }
}

/** @param {number} unixSec */
function time(unixSec) {
  return new Date(unixSec * 1_000).toISOString().replace(/\.\d+/, "");
}
