#!/usr/bin/env node
// @ts-check
// Rotates the secret that signs resume tokens (contract, The token). Plain JavaScript: any node from 20 on runs it.

import { realpathSync } from "node:fs";
import path from "node:path";
import { describePlan, describeStatus } from "./rotate/describe-rotation.mjs";
import { announcedInstances, namedInstances } from "./rotate/instances.mjs";
import { readKeyring } from "./rotate/keyring-file.mjs";
import { takeKeyringLock } from "./rotate/keyring-lock.mjs";
import { Refusal, reasonOf } from "./rotate/refusal.mjs";
import { gradual, immediate } from "./rotate/rotate-keys.mjs";
import { help, readArguments } from "./rotate/rotation-arguments.mjs";
import { readServe } from "./rotate/serve-file.mjs";

/** @typedef {Exclude<Awaited<ReturnType<typeof readArguments>>, { mode: "help" }>} Asked */

const say = (/** @type {string} */ text) => void process.stdout.write(`${text}\n`);

async function main(/** @type {AbortSignal} */ signal) {
  const asked = await readArguments(process.argv.slice(2), process.env);
  if (asked.mode === "help") return say(help);
  const { file, redisUrl } = places(asked);
  readKeyring(file);
  const lock = `${realpathSync(file)}.rotation.lock`;
  const { instances, trouble } = await findInstances(asked, redisUrl);
  try {
    if (asked.mode === "status")
      return say(await describeStatus({ file, instances, trouble: trouble?.message ?? null, lock, signal }));
    const found = (await instances?.find()) ?? null;
    if (asked.dryRun) return say(describePlan({ ...asked, mode: asked.mode, file, found }));
    if (asked.mode === "immediate") {
      return await immediate({ ...asked, file, instances: found?.urls.length ? instances : null, say, signal });
    }
    if (!instances) throw trouble;
    if (!found?.urls.length) throw noInstance(instances.where, found?.late ?? []);
    const release = await takeKeyringLock(lock, {
      what: "Another rotation of this keyring is running",
      limitMs: 0,
      signal,
    });
    try {
      await gradual({ ...asked, file, instances, say, signal });
    } finally {
      release();
    }
  } finally {
    instances?.close();
  }
}

/** The keyring, and the Redis in which its servers announce themselves: that of `npm run serve` only for its own keyring. @param {Asked} asked */
function places({ keyring, redis, envRedis }) {
  const serve = readServe();
  if (!keyring && !serve) {
    const hint = "Name it with --keyring FILE or SSE_KEYRING_FILE, as the servers have it; or start `npm run serve`.";
    throw new Refusal("There is no keyring to work on.", hint, 2);
  }
  const file = path.resolve(keyring ?? /** @type {NonNullable<typeof serve>} */ (serve).keyringFile);
  const served = serve && path.resolve(serve.keyringFile) === file ? serve.redisUrl : null;
  return { file, redisUrl: redis ?? served ?? envRedis };
}

/** @param {Asked} asked @param {string | null} redisUrl */
async function findInstances({ instances: urls }, redisUrl) {
  if (urls) return { instances: namedInstances(urls), trouble: null };
  const hint =
    "Name them with --instances http://HOST:PORT,…, or the Redis in which they announce themselves with --redis.";
  if (!redisUrl)
    return { instances: null, trouble: new Refusal("No instance is known, and no Redis to ask.", hint, 4) };
  try {
    return { instances: await announcedInstances(redisUrl), trouble: null };
  } catch (error) {
    if (error instanceof Refusal) return { instances: null, trouble: error };
    throw error;
  }
}

/** @param {string} where @param {readonly { url: string }[]} late */
function noInstance(where, late) {
  const names = late.length > 0 ? ` (late by more than 15 s: ${late.map(({ url }) => url).join(", ")})` : "";
  const hint = "Nothing was changed. Start the servers, or name them with --instances http://HOST:PORT,…";
  return new Refusal(`No instance announces itself in ${where}${names}.`, hint, 4);
}

const stop = new AbortController();
for (const [name, code] of /** @type {const} */ ([
  ["SIGINT", 130],
  ["SIGTERM", 143],
])) {
  const again = "Run the same command again: it goes on from here.";
  const hint = process.argv.includes("--gradual") ? again : "Run --status to see where it stands.";
  process.on(name, () => stop.abort(new Refusal(`${name}: stopped.`, hint, code)));
}
try {
  await main(stop.signal);
} catch (error) {
  // An aborted wait throws an error of its own that says less than why it was aborted.
  const reason = stop.signal.aborted ? stop.signal.reason : error;
  if (reason instanceof Refusal) process.stderr.write(`${reason.message}\n${reason.hint}\n(exit ${reason.exitCode})\n`);
  else process.stderr.write(`An unexpected error: ${reasonOf(reason)}.\nRun --status to see where it stands.\n`);
  process.exitCode = reason instanceof Refusal ? reason.exitCode : 1;
}
