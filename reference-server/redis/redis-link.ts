import { EventEmitter } from "node:events";
import type { Redis } from "ioredis";
import {
  type AwayCause,
  awayCause,
  type Commands,
  createCommands,
  createReader,
  isRefusal,
  RedisAway,
  RedisRefused,
} from "./redis-client.ts";

/** How often an absent Redis is asked whether it is back, in milliseconds. */
const probeEveryMs = 250;
/** Unanswered probes after which a connection is replaced, because the network swallows it. */
const probesBeforeReconnect = 4;
/** How often both connections are checked while Redis is there, so that an idle instance notices a loss too. In milliseconds. */
const watchEveryMs = 1_000;

interface LinkEvents {
  /** Redis does not answer. Emitted once for an outage. */
  down: [reason: string, cause: AwayCause];
  /** It answers again, after so many milliseconds. */
  up: [awayMs: number];
  /** The reader connection is there, or there again: what was published in between is missing. */
  subscriber: [];
  message: [channel: string, message: Buffer];
}

const writerKey = (address: string) => `sse:writer:{${address}}`;

/** The process' two connections to Redis: one for commands, one for all readers. Knows whether Redis answers. */
export class RedisLink extends EventEmitter<LinkEvents> {
  readonly #commands: Commands;
  readonly #subscriber: Redis;
  #downSince: number | null = null;
  /** On `performance.now()`'s clock; long ago at the start, since there was no outage before it. */
  #upSince = Number.NEGATIVE_INFINITY;
  #probe: NodeJS.Timeout | null = null;
  readonly #watch: NodeJS.Timeout;
  #unanswered = 0;
  #closing = false;
  #latencyMs: number | null = null;

  constructor(url: string) {
    super();
    this.#commands = createCommands(url);
    this.#subscriber = createReader(url);
    this.#commands.on("close", () => this.#goDown("connection lost", "connection-lost"));
    this.#commands.on("ready", () => void this.#ask());
    this.#subscriber.on("ready", () => this.emit("subscriber"));
    this.#subscriber.on("messageBuffer", (channel: Buffer, message: Buffer) =>
      this.emit("message", channel.toString("latin1"), message),
    );
    this.#watch = setInterval(() => void this.#look(), watchEveryMs);
    this.#watch.unref();
  }

  get isUp(): boolean {
    return this.#downSince === null && this.#commands.status === "ready";
  }

  /** How long Redis has been there without a break, in milliseconds; 0 while it is away. */
  get upForMs(): number {
    return this.isUp ? performance.now() - this.#upSince : 0;
  }

  /** What the last command took, in milliseconds; null while Redis is away. */
  get latencyMs(): number | null {
    return this.isUp ? this.#latencyMs : null;
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
    if (this.#commands.status !== "ready") this.#goDown("no connection at the start", "connection-lost");
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

  /** Says for so many milliseconds that the process `name` writes at this address. */
  keepWriter(address: string, name: string, lifeMs: number): Promise<unknown> {
    return this.#run(() => this.#commands.set(writerKey(address), name, "PX", lifeMs));
  }

  /** Which process writes at this address. */
  async writerAt(address: string): Promise<string | null> {
    return (await this.#run(() => this.#commands.get(writerKey(address)))) as string | null;
  }

  /** @throws RedisAway also when only the reader connection is away: it reconnects by itself */
  async subscribe(channels: readonly string[]): Promise<void> {
    if (!this.isUp || this.#subscriber.status !== "ready") throw new RedisAway("Redis is away.");
    try {
      await this.#subscriber.subscribe(...channels);
    } catch (error) {
      this.#renewSubscriber();
      throw new RedisAway(error instanceof Error ? error.message : String(error));
    }
  }

  async unsubscribe(channel: string): Promise<void> {
    await this.#subscriber.unsubscribe(channel).catch(() => {}); // a lost connection has no subscriptions
  }

  close(): void {
    this.#closing = true;
    clearInterval(this.#watch);
    if (this.#probe) clearInterval(this.#probe);
    this.#commands.disconnect();
    this.#subscriber.disconnect();
  }

  async #run(command: () => Promise<unknown>): Promise<unknown> {
    if (!this.isUp) throw new RedisAway("Redis is away.");
    try {
      const start = performance.now();
      this.#gather();
      const reply = await command();
      this.#latencyMs = performance.now() - start;
      return reply;
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      if (isRefusal(error)) throw new RedisRefused(text);
      this.#goDown(text, awayCause(error));
      throw new RedisAway(text);
    }
  }

  /**
   * What is sent in one turn of the event loop goes out in one write: under load a fifth of the CPU time an event, here and
   * in Redis. Corked rather than by ioredis' pipelines, which cost more than they save and look for scripts beforehand.
   */
  #gather(): void {
    const { stream } = this.#commands;
    if (stream.writableCorked > 0) return;
    stream.cork();
    setImmediate(() => stream.uncork());
  }

  #goDown(reason: string, cause: AwayCause): void {
    if (this.#downSince !== null || this.#closing) return;
    this.#downSince = performance.now();
    this.#unanswered = 0;
    this.#probe = setInterval(() => void this.#ask(), probeEveryMs);
    this.emit("down", reason, cause);
  }

  /** Asks whether Redis is back and is a primary. A connection that stays silent, or leads to a replica, is replaced. */
  async #ask(): Promise<void> {
    if (this.#commands.status !== "ready" || this.#closing) return;
    if (!(await this.#serves())) {
      this.#unanswered++;
      if (this.#unanswered % probesBeforeReconnect === 0 && this.#commands.status === "ready" && !this.#closing) {
        this.#commands.disconnect(true);
        this.#renewSubscriber();
      }
      return;
    }
    if (this.#probe) clearInterval(this.#probe);
    this.#probe = null;
    if (this.#downSince === null || this.#commands.status !== "ready") return;
    const awayMs = performance.now() - this.#downSince;
    this.#downSince = null;
    this.#upSince = performance.now();
    this.emit("up", awayMs);
  }

  async #serves(): Promise<boolean> {
    try {
      const [role] = (await this.#commands.role()) as unknown[];
      return String(role) === "master";
    } catch (error) {
      return isRefusal(error); // some hosted Redis have no ROLE, or forbid it; they answer all the same
    }
  }

  /** Notices a connection that died silently while nobody was using it. */
  async #look(): Promise<void> {
    if (!this.isUp) return;
    try {
      await this.#run(() => this.#commands.ping());
    } catch {
      return; // "down" reports it
    }
    if (this.#subscriber.status === "ready") await this.#subscriber.ping().catch(() => this.#renewSubscriber());
  }

  #renewSubscriber(): void {
    if (this.#subscriber.status === "ready" && !this.#closing) this.#subscriber.disconnect(true);
  }
}
