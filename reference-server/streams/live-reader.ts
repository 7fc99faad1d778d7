import type { Connection } from "../http/connection.ts";
import { RedisAway } from "../redis/redis-client.ts";
import type { ReadResult, Store } from "../redis/store.ts";
import { blockOf, isFinal, lacksPayload } from "./entry.ts";
import type { LiveFollower } from "./live-hub.ts";

/**
 * A stream of which Redis knows nothing any more is given this long, in milliseconds: after a failover its writer appends it
 * again. One that was evicted or has expired has no writer, and its reader must not wait for ever.
 */
export const stateGoneMs = 3_000;

/** Entries read from Redis at once, at the most. */
export const page = 256;

/**
 * `caught-up` is reported each time there is nothing left to read. After `trimmed` (what comes next is no longer
 * kept, or nothing of the stream is) and `broken` (Redis refused, or an entry is unreadable) nothing more is written; `away` is reported when Redis did not
 * answer: the reader goes on when it is woken by `onGap`.
 */
export type ReaderEnd = "complete" | "trimmed" | "broken" | "away" | "caught-up";

type ReaderConnection = Pick<Connection, "isOpen" | "isFull" | "send" | "sendLast">;

/**
 * A cursor over one stream's buffer in Redis, written to one connection.
 *
 * It reads pages until it has all, then takes what is published. A gap, a full socket or a new reader connection send it
 * back to reading. Nothing is kept in memory for a slow client: Redis has it.
 */
export class LiveReader implements LiveFollower {
  readonly #requestId: string;
  readonly #store: Pick<Store, "read">;
  readonly #connection: ReaderConnection;
  readonly #onEnd: (how: ReaderEnd) => void;
  #next: number;
  /** Until `start` nothing is read: what is published before it is only noted. */
  #reading = true;
  #again = false;
  #caughtUp = false;
  #ended = false;
  /** Since when Redis has known nothing of the stream, on `performance.now()`'s clock. */
  #goneSince: number | null = null;
  replayed = 0;
  /** An event was written whose payload had been dropped to save room. */
  payloadsMissing = false;

  constructor(
    requestId: string,
    from: number,
    store: Pick<Store, "read">,
    connection: ReaderConnection,
    onEnd: (how: ReaderEnd) => void,
  ) {
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
    if (this.#ended) return;
    if (seq < this.#next) {
      if (isFinal(stored)) this.#end("complete"); // the client had it: it came back with a later Last-Event-ID
      return;
    }
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
    if (missed || this.#again || this.#next < first.next) return this.read();
    this.#stand(first);
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
      if (error instanceof RedisAway) this.#onEnd("away");
      else this.#end("broken");
    } finally {
      this.#reading = false;
    }
  }

  async #readPages(): Promise<void> {
    for (;;) {
      if (this.#ended || !this.#connection.isOpen || this.#connection.isFull) return;
      this.#caughtUp = false; // events published while we read are read, not written twice
      const from = this.#next;
      const result = await this.#store.read(this.#requestId, from, page, { renew: false });
      if (this.#ended || !this.#connection.isOpen) return;
      if (!result.known) return this.#waitForState(result);
      this.#goneSince = null;
      if (this.#next < result.first) return this.#end("trimmed");
      for (const stored of result.entries) {
        this.#write(stored);
        this.replayed++;
        if (this.#ended || this.#connection.isFull) return;
      }
      if (this.#again) return;
      if (result.entries.length === 0 || this.#next >= result.next) return this.#stand(result);
    }
  }

  /** Nothing is known of the stream. Published events are still taken, and the stream is looked for once more. */
  #waitForState(result: ReadResult): void {
    this.#goneSince ??= performance.now();
    if (performance.now() - this.#goneSince >= stateGoneMs) return this.#end("trimmed");
    setTimeout(() => this.onGap(), stateGoneMs).unref();
    this.#stand(result);
  }

  /** Everything there is has been written. */
  #stand({ done, next }: ReadResult): void {
    if (done && this.#next >= next) return this.#end("complete");
    this.#caughtUp = true;
    this.#onEnd("caught-up");
  }

  #write(stored: Buffer): void {
    const block = blockOf(stored);
    if (!block) return this.#end("broken");
    if (lacksPayload(block)) this.payloadsMissing = true;
    this.#next++;
    if (!isFinal(block)) {
      this.#connection.send(block);
      return;
    }
    this.#connection.sendLast(block);
    this.#end("complete");
  }

  #end(how: ReaderEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#onEnd(how);
  }
}
