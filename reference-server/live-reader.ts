import type { Connection } from "./connection.ts";
import { blockOf, isFinal } from "./entry.ts";
import type { LiveFollower } from "./live-hub.ts";
import { RedisAway } from "./redis-link.ts";
import type { ReadResult, Store } from "./store.ts";

/** Entries read from Redis at once. */
const page = 256;
export type ReaderEnd = "complete" | "trimmed" | "caught-up";

/**
 * A cursor over one stream's buffer in Redis, written to one connection.
 *
 * It reads pages until it has all, then takes what is published. A gap, a full socket or a new reader connection send it
 * back to reading. Nothing is kept in memory for a slow client: Redis has it.
 */
export class LiveReader implements LiveFollower {
  readonly #requestId: string;
  readonly #store: Store;
  readonly #connection: Connection;
  readonly #onEnd: (how: ReaderEnd) => void;
  #next: number;
  /** Until `start` nothing is read: what is published before it is only noted. */
  #reading = true;
  #again = false;
  #caughtUp = false;
  #ended = false;
  replayed = 0;

  constructor(requestId: string, from: number, store: Store, connection: Connection, onEnd: (how: ReaderEnd) => void) {
    this.#requestId = requestId;
    this.#next = from;
    this.#store = store;
    this.#connection = connection;
    this.#onEnd = onEnd;
  }

  /** The last seq that was written. */
  get sentSeq(): number {
    return this.#next - 1;
  }

  onEntry(seq: number, stored: Buffer): void {
    if (this.#ended || seq < this.#next) return;
    if (this.#caughtUp && seq === this.#next && !this.#connection.isFull) this.#write(stored);
    else this.onGap();
  }

  onGap(): void {
    this.#caughtUp = false;
    void this.read();
  }

  /** Begins with what a first read brought; `missed` says that more was published since. Never throws. */
  async start(first: ReadResult, missed: boolean): Promise<void> {
    this.#reading = false;
    for (const stored of first.entries) {
      this.#write(stored);
      this.replayed++;
      if (this.#ended || this.#connection.isFull) return;
    }
    if (missed || this.#again || first.entries.length >= page) return this.read();
    this.#caughtUp = true;
    this.#onEnd("caught-up");
  }

  /** Reads until nothing is left, the socket is full, or the stream is over. Never throws. */
  async read(): Promise<void> {
    this.#again = true;
    if (this.#reading) return;
    this.#reading = true;
    try {
      while (this.#again && !this.#ended) {
        this.#again = false;
        await this.#readPages();
      }
    } catch (error) {
      if (!(error instanceof RedisAway)) throw error; // when Redis is back the hub wakes us
    } finally {
      this.#reading = false;
    }
  }

  async #readPages(): Promise<void> {
    for (;;) {
      if (this.#ended || !this.#connection.isOpen || this.#connection.isFull) return;
      this.#caughtUp = false; // what is published while we read is read, not written twice
      const from = this.#next;
      const result = await this.#store.read(this.#requestId, from, page, { renew: false });
      if (this.#ended || !this.#connection.isOpen) return;
      if (result.known && this.#next < result.first) return this.#end("trimmed");
      for (const stored of result.entries) {
        this.#write(stored);
        this.replayed++;
        if (this.#ended || this.#connection.isFull) return;
      }
      if (result.entries.length < page) {
        this.#caughtUp = true;
        if (!this.#again) this.#onEnd("caught-up");
        return;
      }
    }
  }

  #write(stored: Buffer): void {
    const block = blockOf(stored);
    this.#next++;
    this.#connection.send(block);
    if (isFinal(block)) this.#end("complete");
  }

  #end(how: ReaderEnd): void {
    this.#ended = true;
    this.#onEnd(how);
  }
}
