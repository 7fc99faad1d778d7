import { EventEmitter } from "node:events";
import { Redis, type RedisOptions } from "ioredis";
import { appendScript, countScript, readScript } from "./scripts.ts";

/**
 * ioredis rather than node-redis: replies as Buffers for each command (entries are bytes, perhaps compressed), scripts
 * that fall back from EVALSHA by themselves after Redis was restarted, one time limit for each command, and Sentinel.
 */
const options = {
  lazyConnect: true,
  enableOfflineQueue: false, // while Redis is away a command fails at once; the journal keeps what it would have stored
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  commandTimeout: 2_000,
  connectTimeout: 2_000,
  keepAlive: 10_000,
  retryStrategy: (attempt: number) => Math.min(50 * attempt, 500),
} satisfies RedisOptions;
const probeEveryMs = 250;
/** Unanswered probes after which a connection is given up and made anew, because the network swallows it. */
const probesBeforeReconnect = 4;

type Script = (...args: (string | number | Buffer)[]) => Promise<unknown>;
interface Commands extends Redis {
  appendEventsBuffer: Script;
  readEventsBuffer: Script;
  countResume: Script;
}

/** Thrown when Redis cannot be asked, or did not answer in time. */
export class RedisAway extends Error {}

interface LinkEvents {
  /** Redis does not answer; once for an outage. */
  down: [reason: string];
  /** It answers again, after so many milliseconds. */
  up: [awayMs: number];
  /** The reader connection is there (again): what was published in between is missing. */
  subscriber: [];
  message: [channel: string, message: Buffer];
}

/** The process' two connections to Redis: one for commands, one for all readers. Knows whether Redis answers. */
export class RedisLink extends EventEmitter<LinkEvents> {
  readonly #commands: Commands;
  readonly #subscriber: Redis;
  #downSince: number | null = null;
  /** On `performance.now()`'s clock; long ago at the start, since there was no outage before it. */
  #upSince = Number.NEGATIVE_INFINITY;
  #probe: NodeJS.Timeout | null = null;
  #unanswered = 0;
  #closing = false;
  latencyMs: number | null = null;

  constructor(url: string) {
    super();
    this.#commands = new Redis(url, { ...options, connectionName: "resume-commands" }) as Commands;
    this.#subscriber = new Redis(url, { ...options, connectionName: "resume-reader", autoResubscribe: false });
    this.#commands.defineCommand("appendEvents", { numberOfKeys: 3, lua: appendScript });
    this.#commands.defineCommand("readEvents", { numberOfKeys: 3, lua: readScript });
    this.#commands.defineCommand("countResume", { numberOfKeys: 1, lua: countScript });
    for (const client of [this.#commands, this.#subscriber]) client.on("error", () => {}); // "close" tells the same
    this.#commands.on("close", () => this.#goDown("connection lost"));
    this.#commands.on("ready", () => void this.#ask());
    this.#subscriber.on("ready", () => this.emit("subscriber"));
    this.#subscriber.on("messageBuffer", (channel: Buffer, message: Buffer) =>
      this.emit("message", channel.toString("latin1"), message),
    );
  }

  get isUp(): boolean {
    return this.#downSince === null && this.#commands.status === "ready";
  }

  /** How long Redis has been there without a break, in milliseconds; 0 while it is away. */
  get upForMs(): number {
    return this.isUp ? performance.now() - this.#upSince : 0;
  }

  /** Tries to connect; after `limitMs` it goes on without, and keeps trying. */
  async connect(limitMs: number): Promise<void> {
    const both = Promise.allSettled([this.#commands.connect(), this.#subscriber.connect()]);
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, limitMs);
    });
    await Promise.race([both, limit]);
    clearTimeout(timer);
    if (this.#commands.status !== "ready") this.#goDown("no connection at the start");
  }

  append(keys: readonly string[], args: (string | number | Buffer)[]): Promise<unknown> {
    return this.#run(() => this.#commands.appendEventsBuffer(...keys, ...args));
  }

  read(keys: readonly string[], args: (string | number)[]): Promise<unknown> {
    return this.#run(() => this.#commands.readEventsBuffer(...keys, ...args));
  }

  async count(key: string, lifeSec: number): Promise<number> {
    return Number(await this.#run(() => this.#commands.countResume(key, lifeSec)));
  }

  announce(member: string, at: number): Promise<unknown> {
    return this.#run(() => this.#commands.zadd("sse:instances", at, member));
  }

  withdraw(member: string): Promise<unknown> {
    return this.#run(() => this.#commands.zrem("sse:instances", member));
  }

  subscribe(channels: readonly string[]): Promise<unknown> {
    return this.#run(() => this.#subscriber.subscribe(...channels));
  }

  async unsubscribe(channel: string): Promise<void> {
    await this.#subscriber.unsubscribe(channel).catch(() => {}); // a lost connection has no subscriptions
  }

  async close(): Promise<void> {
    this.#closing = true;
    if (this.#probe) clearInterval(this.#probe);
    this.#commands.disconnect();
    this.#subscriber.disconnect();
  }

  async #run(command: () => Promise<unknown>): Promise<unknown> {
    if (!this.isUp) throw new RedisAway("Redis is away.");
    try {
      const start = performance.now();
      const reply = await command();
      this.latencyMs = performance.now() - start;
      return reply;
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      if (error instanceof Error && error.name === "ReplyError" && !/^(LOADING|MASTERDOWN|READONLY)/.test(text)) {
        throw error; // Redis is there and says no
      }
      this.#goDown(text);
      throw new RedisAway(text);
    }
  }

  #goDown(reason: string): void {
    if (this.#downSince !== null || this.#closing) return;
    this.#downSince = performance.now();
    this.#unanswered = 0;
    this.#probe = setInterval(() => void this.#ask(), probeEveryMs);
    this.emit("down", reason);
  }

  /** Asks whether Redis is back. A connection that stays silent is made anew. */
  async #ask(): Promise<void> {
    if (this.#commands.status !== "ready" || this.#closing) return;
    try {
      await this.#commands.ping();
    } catch {
      this.#unanswered++;
      if (this.#unanswered % probesBeforeReconnect === 0 && this.#commands.status === "ready") {
        this.#commands.disconnect(true);
        this.#subscriber.disconnect(true);
      }
      return;
    }
    if (this.#probe) clearInterval(this.#probe);
    this.#probe = null;
    if (this.#downSince === null) return;
    const awayMs = performance.now() - this.#downSince;
    this.#downSince = null;
    this.#upSince = performance.now();
    this.emit("up", awayMs);
  }
}
