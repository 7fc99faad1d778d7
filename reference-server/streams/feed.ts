import type { Connection } from "../http/connection.ts";
import type { Entry } from "./entry.ts";
import type { Journal } from "./journal.ts";

/** How long a stream waits for its own slow client before it goes on without it, in milliseconds. */
const clientLagLimitMs = 30_000;

/**
 * Gives one stream's events from its journal to the client that started it, at the client's pace.
 *
 * When the client lags by half the journal the stream waits for it, for a while.
 */
export class Feed {
  readonly #journal: Journal;
  readonly #mostLag: number;
  #connection: Connection | null = null;
  #next = 0;
  #wake: (() => void) | null = null;

  constructor(journal: Journal, journalLimit: number) {
    this.#journal = journal;
    this.#mostLag = Math.max(1, journalLimit >> 1);
  }

  /** The client's connection while it has one. */
  get connection(): Connection | null {
    return this.#connection;
  }

  /** The last seq that the client was given. */
  get sentSeq(): number {
    return this.#next - 1;
  }

  attach(connection: Connection): void {
    this.#connection = connection;
  }

  detach(): void {
    this.#connection = null;
    this.#wake?.();
  }

  /** A new event, which is already in the journal. It is given at once if the client has all events before it. */
  offer(entry: Entry): void {
    const connection = this.#connection;
    if (connection && this.#next === entry.seq && !connection.isFull) this.#give(connection, entry);
  }

  /** The client has room: goes on from where it stood. */
  pump(): void {
    const connection = this.#connection;
    while (connection?.isOpen && !connection.isFull && this.#next < this.#journal.next) {
      const entry = this.#journal.get(this.#next);
      if (!entry) return connection.abort(); // it fell out of the journal; the client may resume from Redis
      this.#give(connection, entry);
    }
    if (this.#lag < this.#mostLag) this.#wake?.();
  }

  /** Waits while the client lags too far behind. A client that does not catch up is cut off, and may come back. */
  async waitForClient(): Promise<void> {
    if (this.#lag < this.#mostLag) return;
    await new Promise<void>((resolve) => {
      const limit = setTimeout(resolve, clientLagLimitMs);
      this.#wake = () => {
        clearTimeout(limit);
        resolve();
      };
    });
    this.#wake = null;
    if (this.#lag >= this.#mostLag) this.#connection?.abort();
  }

  /** Ends the wait, and cuts the client's connection, so that the client comes back. */
  cut(): void {
    this.#connection?.abort();
    this.#wake?.();
  }

  get #lag(): number {
    return this.#connection ? this.#journal.next - this.#next : 0;
  }

  #give(connection: Connection, entry: Entry): void {
    this.#next = entry.seq + 1;
    if (!entry.final) {
      connection.send(entry.block);
      return;
    }
    connection.sendLast(entry.block);
    connection.end();
  }
}
