import type { Redis } from "ioredis";

/** How a Redis does at one moment. */
export interface RedisReading {
  /** A PING's way there and back, in milliseconds. */
  readonly ms: number;
  /** Resident memory in bytes, where Redis says it. */
  readonly rss: number | null;
  readonly keys: number | null;
}

/** Until a connection stands or one command is answered, in milliseconds. */
const limitMs = 1_000;

/** Asks one Redis again and again over one connection, which comes back by itself after an outage. */
export class RedisGauge {
  readonly #redis: Promise<Redis>;

  constructor(url: string) {
    this.#redis = connect(url);
    this.#redis.catch(() => {}); // so is that it cannot be asked
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

/** Its client is loaded here, because only a run with a Redis of its own needs it. */
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
  redis.on("error", () => {}); // that it is away is what `read` says
  return redis;
}
