import { Redis } from "ioredis";

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
  readonly #redis: Redis;

  constructor(url: string) {
    this.#redis = new Redis(url, {
      connectTimeout: limitMs,
      commandTimeout: limitMs,
      maxRetriesPerRequest: 0,
      enableOfflineQueue: false,
      enableReadyCheck: false,
      disableClientInfo: true,
      retryStrategy: () => 250,
    });
    this.#redis.on("error", () => {}); // that it is away is what `read` says
  }

  /** @returns null when it does not answer within a second. Never throws. */
  async read(): Promise<RedisReading | null> {
    try {
      const start = performance.now();
      await this.#redis.ping();
      const ms = performance.now() - start;
      const [info, keys] = await Promise.all([this.#redis.info("memory"), this.#redis.dbsize()]).catch(() => [
        "",
        null,
      ]);
      const rss = /^used_memory_rss:(\d+)/m.exec(String(info))?.[1];
      return { ms, rss: rss === undefined ? null : Number(rss), keys: typeof keys === "number" ? keys : null };
    } catch {
      return null;
    }
  }

  close(): void {
    this.#redis.disconnect();
  }
}
