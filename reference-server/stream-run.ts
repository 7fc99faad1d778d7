import { setTimeout as sleep } from "node:timers/promises";
import { Appender } from "./appender.ts";
import type { Connection } from "./connection.ts";
import { type Entry, makeEntry } from "./entry.ts";
import type { TokenIssuer } from "./issue-token.ts";
import { Journal } from "./journal.ts";
import type { RedisLink } from "./redis-link.ts";
import type { Settings } from "./settings.ts";
import type { AppendResult, Store } from "./store.ts";
import type { Workload } from "./workload.ts";

/** How long the first append may delay the token, in milliseconds (contract: 250 ms never delay an event longer). */
const firstAppendLimitMs = 250;
/** How long a stream waits for its own slow client before it goes on without it, in milliseconds. */
const clientLagLimitMs = 30_000;

export interface RunOptions {
  readonly requestId: string;
  readonly sub: string | null;
  readonly workload: Workload;
  readonly settings: Settings;
  /** What resume needs; null when no secret or no Redis is configured. */
  readonly resume: { readonly link: RedisLink; readonly store: Store; readonly issuer: TokenIssuer } | null;
  readonly hooks: RunHooks;
  readonly signal: AbortSignal;
}

export interface RunHooks {
  onStored(run: StreamRun, result: AppendResult): void;
  onRefused(run: StreamRun, reason: string): void;
  onTokenIssued(): void;
}

/**
 * One stream: makes its events, gives them to its client at once and to Redis beside that.
 *
 * It goes on when its client goes away, so that the client can come back. The client reads from the journal at its own
 * pace; when it lags by half the journal the stream waits for it, for a while.
 */
export class StreamRun {
  readonly requestId: string;
  readonly journal: Journal;
  readonly appender: Appender | null;
  readonly #options: RunOptions;
  #connection: Connection | null = null;
  #cursor = 0;
  #roomWaiters: (() => void)[] = [];
  #outageTold = false;
  #noToken = false;
  #fill = 0;
  done = false;
  finishedAt: number | null = null;

  constructor(options: RunOptions) {
    this.#options = options;
    this.requestId = options.requestId;
    this.journal = new Journal(options.settings.journalEvents);
    const { resume, hooks } = options;
    this.appender =
      resume &&
      new Appender(options.requestId, this.journal, resume.store, {
        onStored: (result) => this.#stored(result),
        onRefused: (reason) => hooks.onRefused(this, reason),
      });
  }

  /** How full this stream's buffer is, from 0 to 1. */
  get fill(): number {
    return this.#fill;
  }

  /** The last seq that the client was given. */
  get sentSeq(): number {
    return this.#cursor - 1;
  }

  attach(connection: Connection): void {
    this.#connection = connection;
  }

  detach(): void {
    this.#connection = null;
    this.#wakeWaiters();
  }

  /** Makes all events. Resolves when the last one is made; the client may still be reading. */
  async run(): Promise<void> {
    const { workload, signal } = this.#options;
    this.#emit("stage", '{"stage":"DRAFTING"}');
    await this.#sendFirstToken();
    for (;;) {
      const pause = workload.pause();
      if (pause >= 1) await sleep(pause, undefined, { signal });
      else if (this.journal.next % 64 === 0) await sleep(0, undefined, { signal }); // let others have their turn
      await this.#waitForClient();
      if (signal.aborted) return;
      const payload = workload.next();
      if (payload === null) break;
      this.#emit("stage", this.#stage(payload));
    }
    this.#emit("stage", `{"stage":"COMPLETE","payload":${workload.complete()}}`);
    this.done = true;
    this.finishedAt = performance.now();
  }

  /** Redis is away: the next `stage` event says so, once for an outage. */
  redisWentAway(): void {
    this.#outageTold = false;
  }

  /** Redis is back: a client that has no good token gets one. */
  redisIsBack(): void {
    this.#connection?.sendToken();
  }

  /** The client has room: goes on from where it stood. */
  pump(): void {
    const connection = this.#connection;
    while (connection?.isOpen && !connection.isFull && this.#cursor < this.journal.next) {
      const entry = this.journal.get(this.#cursor);
      if (!entry) return connection.abort(); // it fell out of the journal; the client may resume from Redis
      this.#give(connection, entry);
    }
    this.#wakeWaiters();
  }

  #emit(type: string, data: string): void {
    const entry = makeEntry(this.journal.next, type, data, this.#options.settings);
    this.journal.add(entry);
    void this.appender?.flush();
    const connection = this.#connection;
    if (!connection?.isOpen) return;
    if (this.#cursor === entry.seq && !connection.isFull) this.#give(connection, entry);
  }

  #give(connection: Connection, entry: Entry): void {
    this.#cursor = entry.seq + 1;
    connection.send(entry.block);
    if (entry.final) connection.end();
  }

  /** `"resume":"unavailable"` in the first stage event after Redis went away (contract, Start a stream). */
  #stage(payload: string): string {
    const { resume } = this.#options;
    if (resume && !this.#outageTold && (this.#noToken || !resume.link.isUp)) {
      this.#outageTold = true;
      this.#noToken = false;
      return `{"stage":"DRAFTING","resume":"unavailable","payload":${payload}}`;
    }
    return `{"stage":"DRAFTING","payload":${payload}}`;
  }

  /** The token is sent only when Redis has stored the first event: else nobody could resume with it. */
  async #sendFirstToken(): Promise<void> {
    const { resume, requestId, sub, hooks } = this.#options;
    if (!resume || !this.appender) return;
    const appender = this.appender;
    const answered = new Promise<boolean>((resolve) => {
      const limit = setTimeout(() => resolve(false), resume.link.isUp ? firstAppendLimitMs : 0);
      this.#firstStored = () => {
        clearTimeout(limit);
        resolve(true);
      };
      if (appender.isSettled) this.#firstStored();
    });
    if (!(await answered)) {
      this.#noToken = true;
      this.#firstStored = () => this.#connection?.sendToken(); // better late than never
      return;
    }
    this.#emit("resume", resume.issuer.issue(requestId, this.journal.next, sub));
    this.#connection?.tokenSent();
    hooks.onTokenIssued();
  }

  #firstStored: (() => void) | null = null;

  #stored(result: AppendResult): void {
    const { settings, hooks } = this.#options;
    this.#firstStored?.();
    this.#firstStored = null;
    const count = (result.next - result.first) / settings.bufferMaxEvents;
    this.#fill = Math.max(count, result.bytes / settings.bufferMaxBytes);
    hooks.onStored(this, result);
  }

  async #waitForClient(): Promise<void> {
    const lag = () => (this.#connection?.isOpen ? this.journal.next - this.#cursor : 0);
    const limit = Math.max(1, this.#options.settings.journalEvents >> 1);
    if (lag() < limit) return;
    const until = performance.now() + clientLagLimitMs;
    while (lag() >= limit && performance.now() < until && !this.#options.signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1_000);
        this.#roomWaiters.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    if (lag() >= limit) this.#connection?.abort();
  }

  #wakeWaiters(): void {
    const waiters = this.#roomWaiters;
    this.#roomWaiters = [];
    for (const wake of waiters) wake();
  }
}
