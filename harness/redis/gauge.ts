import type { Redis } from "ioredis";

/** What one reading of a Redis found. */
export interface RedisReading {
  /** The round trip of a PING, in milliseconds. */
  readonly ms: number;
  /** Resident memory in bytes; null when Redis does not report it. */
  readonly rss: number | null;
  readonly keys: number | null;
}

/** The limit for connecting and for one command, in milliseconds. */
const limitMs = 1_000;

/** Reads one Redis repeatedly over one connection, which reconnects by itself after an outage. */
export class RedisGauge {
  readonly #redis: Promise<Redis>;

  constructor(url: string) {
    this.#redis = connect(url);
    this.#redis.catch(() => {}); // `read` reports it
  }

  /** @returns null when it does not answer within a second. Never throws. */
  async read(): Promise<RedisReading | null> {
    try {
      const redis = await this.#redis;
      const start = performance.now();
      await redis.ping();
      const ms = performance.now() - start;
      const [info, keys] = await Promise.all([redis.info("memory"), redis.dbsize()]).catch(() => ["", null]);
      const rss = /^used_memory_rss:(\d+)/m.exec(String(info))?.[1];
      return { ms, rss: rss === undefined ? null : Number(rss), keys: typeof keys === "number" ? keys : null };
    } catch {
      return null;
    }
  }

  close(): void {
    void this.#redis.then((redis) => redis.disconnect()).catch(() => {});
  }
}

/** Loads ioredis here, because only a run with its own Redis needs it. */
async function connect(url: string): Promise<Redis> {
  const { Redis } = await import("ioredis");
  const redis = new Redis(url, {
    connectTimeout: limitMs,
    commandTimeout: limitMs,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    enableReadyCheck: false,
    disableClientInfo: true,
    retryStrategy: () => 250,
  });
  redis.on("error", () => {}); // `read` reports an outage
  return redis;
}
