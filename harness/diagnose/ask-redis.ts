import type { Redis } from "ioredis";
import { withoutCredentials } from "../secrets.ts";
import type { RedisEvidence } from "./evidence.ts";
import { plain } from "./read-logs.ts";

/** If Redis is slower than this, nothing is asked that needs another round trip. In milliseconds. */
const tooSlowMs = 1_000;
const pings = 5;
/** No further PING is sent after this time, in milliseconds. */
const enoughMs = 1_000;
/** The most keys of ours that are counted. */
const mostKeys = 20_000;
/** About how many keys one SCAN looks at, and how often it is sent: Redis walks over others' keys too, and may hold millions of them. */
const keysOfOneScan = 1_000;
const mostScans = 100;
/** The most keys whose time to live is asked for. */
const sampledKeys = 200;

/**
 * Asks Redis about its state. Only reads (PING, INFO, CONFIG GET, SLOWLOG, SCAN, TTL), never a value. Never throws: that Redis
 * cannot be asked is evidence too.
 *
 * @param limitMs for connecting and for one command; a slow Redis still answers within it
 */
export async function askRedis(address: URL, limitMs = 5_000): Promise<RedisEvidence> {
  const url = withoutCredentials(address);
  const errors: string[] = [];
  let connected = false;
  const { Redis: Client } = await import("ioredis"); // loaded here: only this function needs it
  const redis = new Client(address.href, {
    lazyConnect: true,
    connectTimeout: limitMs,
    commandTimeout: limitMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    enableReadyCheck: false,
    autoResubscribe: false,
    disableClientInfo: true,
  });
  redis.on("error", (error: Error) => errors.push(plain((error as NodeJS.ErrnoException).code ?? error.message)));
  redis.on("connect", () => {
    connected = true;
  });
  try {
    await withLimit(redis.connect(), limitMs + 500);
    const [info, pingMs] = await Promise.all([redis.info(), ping(redis)]); // one round trip, in case Redis is slow
    return { ...nothing(url), pingMs, ...whatInfoSays(info), ...(pingMs > tooSlowMs ? {} : await look(redis)) };
  } catch (error) {
    const seen = [...errors, plain((error as Error).message)][0] ?? "no reason was given";
    return { ...nothing(url), away: awayFor(connected, seen, limitMs) };
  } finally {
    redis.disconnect();
  }
}

function awayFor(connected: boolean, seen: string, limitMs: number): NonNullable<RedisEvidence["away"]> {
  if (seen === "ECONNREFUSED") return { how: "refused", seen: "the connection was refused (ECONNREFUSED)" };
  if (connected && /timed? ?out/i.test(seen)) {
    return { how: "silent", seen: `it accepts connections, but does not answer within ${limitMs / 1_000} s` };
  }
  if (/ETIMEDOUT|EHOSTUNREACH|ENETUNREACH/.test(seen)) return { how: "silent", seen: `packets to it vanish (${seen})` };
  return { how: "other", seen };
}

function nothing(url: string): RedisEvidence {
  return {
    url,
    away: null,
    pingMs: null,
    usedBytes: null,
    maxBytes: null,
    policy: null,
    evictedKeys: null,
    role: null,
    uptimeSec: null,
    loading: false,
    appendOnly: null,
    lastSaveFailed: false,
    slowestMs: null,
    keys: {},
    allKeys: true,
    immortalKeys: 0,
  };
}

/** The median of some PINGs, and of fewer where they are slow, since one slow PING already gives the answer. */
async function ping(redis: Redis): Promise<number> {
  const times: number[] = [];
  const start = performance.now();
  while (times.length < pings && performance.now() - start < enoughMs) {
    const sent = performance.now();
    try {
      await redis.ping();
    } catch (error) {
      if (!/^LOADING/.test((error as Error).message)) throw error; // it answers that it is still loading
    }
    times.push(performance.now() - sent);
  }
  return Math.round((times.sort((a, b) => a - b)[Math.floor(times.length / 2)] as number) * 100) / 100;
}

function whatInfoSays(text: string): Partial<RedisEvidence> {
  const info = parseInfo(text);
  const number = (name: string) => (info[name] === undefined ? null : Number(info[name]));
  return {
    usedBytes: number("used_memory"),
    maxBytes: number("maxmemory"),
    policy: info.maxmemory_policy ?? null,
    evictedKeys: number("evicted_keys"),
    role: info.role ?? null,
    uptimeSec: number("uptime_in_seconds"),
    loading: info.loading === "1",
    appendOnly: info.aof_enabled === undefined ? null : info.aof_enabled === "1",
    lastSaveFailed: info.rdb_last_bgsave_status === "err" || info.aof_last_write_status === "err",
    allKeys: false,
  };
}

async function look(redis: Redis): Promise<Partial<RedisEvidence>> {
  const slow = await optional(() => redis.slowlog("GET", 16));
  const counted = await optional(() => countKeys(redis)); // a Redis that is loading refuses it
  return { slowestMs: slowest(slow), ...(counted ?? {}) };
}

/** `name:value` lines of INFO. */
export function parseInfo(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(/\r?\n/).flatMap((line) => {
      const match = /^([a-z_0-9]+):(.*)$/.exec(line);
      return match ? [[match[1] as string, plain(match[2])]] : [];
    }),
  );
}

/** The longest time in SLOWLOG, in milliseconds. An entry is id, time, microseconds, …; the commands are not read. */
function slowest(slow: unknown): number | null {
  if (!Array.isArray(slow) || slow.length === 0) return null;
  const times = slow.map((entry) => Number((entry as unknown[])[2])).filter(Number.isFinite);
  return times.length === 0 ? null : Math.round(Math.max(...times) / 10) / 100;
}

async function countKeys(redis: Redis) {
  const keys: Record<string, number> = {};
  const sample: string[] = [];
  let cursor = "0";
  let seen = 0;
  let scans = 0;
  do {
    const [next, found] = await redis.scan(cursor, "MATCH", "sse:*", "COUNT", keysOfOneScan);
    cursor = next;
    scans++;
    for (const key of found) {
      seen++;
      const prefix = /^sse:[a-z]+/.exec(key)?.[0];
      if (prefix === undefined) continue;
      keys[prefix] = (keys[prefix] ?? 0) + 1;
      if (sample.length < sampledKeys && /^sse:(buffer|state|snapshot)$/.test(prefix)) sample.push(key);
    }
  } while (cursor !== "0" && seen < mostKeys && scans < mostScans);
  const pipeline = redis.pipeline();
  for (const key of sample) pipeline.ttl(key);
  const lives = (await pipeline.exec()) ?? [];
  return { keys, allKeys: cursor === "0", immortalKeys: lives.filter(([, ttl]) => ttl === -1).length };
}

/** Commands that a hosted Redis may forbid are left out. If the connection breaks, the next command says so. */
async function optional<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch {
    return null;
  }
}

async function withLimit<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("timed out")), ms);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
    promise.catch(() => {});
  }
}
