// @ts-check
import { Refusal, reasonOf } from "./refusal.mjs";

/** An instance whose last heartbeat is older is named and not waited for, in seconds (contract, The token). */
const lateSec = 15;
/** How long Redis and an instance may take to answer, in milliseconds. */
const redisLimitMs = 3_000;
const healthLimitMs = 2_000;
/** How often Redis is asked who is there, in milliseconds. */
const askRedisEveryMs = 1_000;

/**
 * The instances that hold the keyring.
 *
 * @typedef {{ readonly urls: readonly string[], readonly late: readonly { url: string, ageSec: number }[] }} Found
 * @typedef {{ readonly where: string, find(): Promise<Found>, close(): void }} Instances
 */

/** Named on the command line. @param {readonly string[]} urls @returns {Instances} */
export function namedInstances(urls) {
  return { where: "--instances", find: async () => ({ urls, late: [] }), close() {} };
}

/**
 * Those that announce themselves in Redis. They may come and go while we wait, so Redis is asked repeatedly. If it goes away meanwhile,
 * its last answer is used.
 *
 * @param {string} redisUrl @returns {Promise<Instances>} @throws {Refusal} exit 4 when Redis does not answer at the start
 */
export async function announcedInstances(redisUrl) {
  const { Redis } = await import("ioredis");
  /** @type {Found | null} */
  let known = null;
  const redis = new Redis(redisUrl, {
    lazyConnect: true,
    connectTimeout: redisLimitMs,
    commandTimeout: redisLimitMs,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => (known ? askRedisEveryMs : null), // at the start it must be there
  });
  let trouble = "no answer in time";
  redis.on("error", (error) => {
    trouble = reasonOf(error);
  });
  known = await connected().catch((error) => {
    if (error?.message !== "Connection is closed.") trouble = reasonOf(error); // the error before it says more
    return null;
  });
  if (!known) {
    close();
    const hint = "Give its URL with --redis, or name the instances: --instances http://HOST:PORT,…";
    throw new Refusal(
      `Redis at ${withoutPassword(redisUrl)} does not say which instances there are: ${trouble}.`,
      hint,
      4,
    );
  }
  let askedAt = performance.now();

  async function connected() {
    const limit = setTimeout(() => redis.disconnect(), redisLimitMs);
    try {
      await redis.connect();
      return await ask();
    } finally {
      clearTimeout(limit);
    }
  }

  function close() {
    if (redis.status !== "end") redis.disconnect(); // on a connection that has ended it would wait 2 s
  }

  async function ask() {
    const pairs = await redis.zrange("sse:instances", "0", "-1", "WITHSCORES");
    return bySeconds(pairs, Date.now() / 1_000);
  }

  return {
    where: `Redis at ${withoutPassword(redisUrl)}`,
    async find() {
      if (performance.now() - askedAt >= askRedisEveryMs) {
        askedAt = performance.now();
        known = (await ask().catch(() => null)) ?? known;
      }
      return /** @type {Found} */ (known);
    },
    close,
  };
}

/** @param {readonly string[]} pairs url, score, url, score … @param {number} now Unix seconds @returns {Found} */
function bySeconds(pairs, now) {
  const urls = [];
  const late = [];
  for (let i = 0; i + 1 < pairs.length; i += 2) {
    const url = /** @type {string} */ (pairs[i]);
    const ageSec = now - Number(pairs[i + 1]);
    if (ageSec > lateSec) late.push({ url, ageSec });
    else urls.push(url);
  }
  return { urls: urls.sort(), late };
}

/**
 * The keys that an instance reports.
 *
 * @param {string} url @param {AbortSignal} signal
 * @returns {Promise<{ keys: readonly { kid: string, state: string }[] } | { trouble: string }>}
 */
export async function askHealth(url, signal) {
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(healthLimitMs)]);
    const answer = await fetch(`${url}/healthz`, { signal: limit });
    if (!answer.ok) return { trouble: `/healthz answers ${answer.status}` };
    const { keys } = /** @type {{ keys?: unknown }} */ (await answer.json());
    if (!Array.isArray(keys)) return { trouble: "/healthz names no keys" };
    return { keys };
  } catch (error) {
    signal.throwIfAborted();
    return { trouble: reasonOf(error) };
  }
}

/** @param {string} text */
function withoutPassword(text) {
  const { protocol, host } = new URL(text);
  return `${protocol}//${host}`;
}
