import { randomBytes } from "node:crypto";
import type { RedisLink } from "../redis/redis-link.ts";

/** How often a process says that it still writes, and looks after the writers that its readers wait for, in milliseconds. */
const everyMs = 5_000;
/** A writer that has said nothing for so long is gone, in milliseconds. */
const goneMs = 15_000;

export interface WriterTimes {
  readonly everyMs: number;
  readonly goneMs: number;
}

/**
 * Where a process writes, by the URL that it listens at. Its machine is a part of it: in each container, a server may listen at
 * 0.0.0.0:3000, and two that share an address would take each other for the restarted one.
 */
export function writerAddress(machine: string, url: string): string {
  return `${machine}/${new URL(url).host}`;
}

/**
 * Which processes still make the streams that they began. A stream is made by one process; when that is killed nobody goes
 * on with it, and a reader would wait for its next event until its time is up.
 *
 * Each process keeps one key, named by its address, with a name of its own in it. A stream's state holds both. Another name in
 * the key means that the process was started again; a key that stays away means that it is gone. A key that is missing once
 * means nothing: Redis may have lost it, and it is written again.
 */
export class Writers {
  readonly #link: RedisLink;
  readonly #times: WriterTimes;
  readonly #name = randomBytes(6).toString("hex");
  #address: string | null = null;
  #timer: NodeJS.Timeout | null = null;
  /** Writer → since when its key has been missing, on `performance.now()`'s clock. */
  readonly #missing = new Map<string, number>();
  /** Writer → what to do when it is gone. */
  readonly #waiting = new Map<string, Set<() => void>>();
  readonly #say = () => {
    if (this.#address) void this.#link.keepWriter(this.#address, this.#name, this.#times.goneMs).catch(() => {}); // said again when Redis is back
  };

  constructor(link: RedisLink, times: WriterTimes = { everyMs, goneMs }) {
    this.#link = link;
    this.#times = times;
  }

  /** What this process leaves in the state of its streams; empty before it has an address. */
  get own(): string {
    return this.#address ? `${this.#address}#${this.#name}` : "";
  }

  /** From now on this process writes under its address (`writerAddress`). */
  begin(address: string): void {
    this.#address = address;
    this.#say();
    this.#link.on("up", this.#say);
    this.#timer = setInterval(() => {
      this.#say();
      for (const writer of this.#waiting.keys()) void this.#lookAfter(writer);
    }, this.#times.everyMs);
    this.#timer.unref();
  }

  close(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#link.off("up", this.#say);
  }

  /** Whether nobody makes this writer's streams any more. False when that is not known. @throws RedisAway, RedisRefused */
  async isGone(writer: string): Promise<boolean> {
    if (writer === "" || writer === this.own) return false;
    const at = writer.lastIndexOf("#");
    const there = await this.#link.writerAt(writer.slice(0, at));
    if (there !== null) {
      this.#missing.delete(writer);
      return there !== writer.slice(at + 1);
    }
    const now = performance.now();
    const since = this.#missing.get(writer) ?? now;
    this.#missing.set(writer, since);
    return Math.min(now - since, this.#link.upForMs) >= this.#times.goneMs;
  }

  /** Calls `onGone` once, when the writer is gone. @returns ends the wait */
  waitFor(writer: string, onGone: () => void): () => void {
    const waiting = this.#waiting.get(writer) ?? new Set();
    this.#waiting.set(writer, waiting.add(onGone));
    return () => {
      waiting.delete(onGone);
      if (waiting.size === 0 && this.#waiting.get(writer) === waiting) this.#waiting.delete(writer);
    };
  }

  async #lookAfter(writer: string): Promise<void> {
    const gone = await this.isGone(writer).catch(() => false); // Redis is away: the next time
    if (!gone) return;
    const waiting = this.#waiting.get(writer) ?? [];
    this.#waiting.delete(writer);
    for (const onGone of waiting) onGone();
  }
}
