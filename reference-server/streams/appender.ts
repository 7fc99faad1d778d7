import { RedisAway } from "../redis/redis-client.ts";
import type { AppendResult, Store } from "../redis/store.ts";
import type { Journal } from "./journal.ts";

/** The most that travels in one round trip. */
const maxBatchEvents = 128;
const maxBatchBytes = 1024 * 1024;
/** Pause after Redis was there but refused (out of memory, read only), in milliseconds. */
const refusedPauseMs = 1_000;

/**
 * Keeps what Redis has of one stream equal to its journal.
 *
 * One append is under way at a time; events that come meanwhile travel together in the next. What Redis turns out to
 * lack, after an outage or a failover, is appended again from the journal (contract, SSE_OUTAGE_JOURNAL_EVENTS).
 */
export class Appender {
  readonly #requestId: string;
  readonly #journal: Journal;
  readonly #store: Store;
  readonly #onStored: (result: AppendResult) => void;
  readonly #onRefused: (reason: string) => void;
  #acknowledged = 0;
  #busy = false;
  #verify = false;
  #retry: NodeJS.Timeout | null = null;

  constructor(
    requestId: string,
    journal: Journal,
    store: Store,
    hooks: { onStored(result: AppendResult): void; onRefused(reason: string): void },
  ) {
    this.#requestId = requestId;
    this.#journal = journal;
    this.#store = store;
    this.#onStored = hooks.onStored;
    this.#onRefused = hooks.onRefused;
  }

  /** Whether Redis has acknowledged all that the journal ever held. */
  get isSettled(): boolean {
    return this.#acknowledged >= this.#journal.next && !this.#busy && !this.#verify;
  }

  /** Events that Redis has not acknowledged yet. */
  get waiting(): number {
    return Math.max(0, this.#journal.next - this.#acknowledged);
  }

  /** Asks Redis what it has: it may be another one, or have lost its newest events. */
  verify(): void {
    this.#verify = true;
    void this.flush();
  }

  /** Appends what is missing, until nothing is or Redis is away. Never throws. */
  async flush(): Promise<void> {
    if (this.#busy || this.#retry || !this.#store.isUp) return;
    this.#busy = true;
    try {
      while (this.#verify || this.#acknowledged < this.#journal.next) await this.#appendBatch();
    } catch (error) {
      if (!(error instanceof RedisAway)) this.#tryLater(error);
    } finally {
      this.#busy = false;
    }
  }

  close(): void {
    if (this.#retry) clearTimeout(this.#retry);
  }

  async #appendBatch(): Promise<void> {
    const journal = this.#journal;
    const anew = this.#acknowledged < journal.first;
    const from = Math.max(this.#acknowledged, journal.first);
    const entries: Buffer[] = [];
    let bytes = 0;
    let final = false;
    for (let seq = from; seq < journal.next && entries.length < maxBatchEvents && bytes < maxBatchBytes; seq++) {
      const entry = journal.get(seq);
      if (!entry) break;
      entries.push(entry.stored);
      bytes += entry.stored.length;
      final = entry.final;
    }
    const result = await this.#store.append(this.#requestId, from, entries, { final, anew });
    this.#verify = false;
    this.#acknowledged = result.next; // lower than before when Redis lost events: they go again
    if (result.stored) this.#onStored(result);
  }

  #tryLater(error: unknown): void {
    this.#onRefused(error instanceof Error ? error.message : String(error));
    this.#retry = setTimeout(() => {
      this.#retry = null;
      void this.flush();
    }, refusedPauseMs);
    this.#retry.unref();
  }
}
