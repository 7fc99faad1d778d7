import type { RedisLink } from "../redis/redis-link.ts";
import type { AppendResult, Store } from "../redis/store.ts";
import type { Settings } from "../settings.ts";
import type { TokenIssuer } from "../tokens/issue-token.ts";
import { Appender } from "./appender.ts";
import { type Entry, makeEntry } from "./entry.ts";
import { Feed } from "./feed.ts";
import { Journal } from "./journal.ts";
import { Pacer } from "./pacer.ts";
import type { Workload } from "./workload.ts";

/** How long the first append may delay the token, in milliseconds (contract: 250 ms never delay an event longer). */
const firstAppendLimitMs = 250;
/** A wait for the client that is longer than this moves the stream's schedule, in milliseconds. */
const heldUpMs = 50;
/** Events without a pause that one stream makes before others have their turn. */
const eventsInOneTurn = 64;
/** Events that a stream which is behind its schedule makes in one turn, as long as Redis keeps up. */
const overdueInOneTurn = 8;
/** With more events than this not yet in Redis, a stream makes one event a turn: a burst could exceed the journal. */
const fewWaiting = 8;

export interface RunOptions {
  readonly requestId: string;
  readonly sub: string | null;
  readonly workload: Workload;
  readonly settings: Settings;
  /** What resume needs; null when no secret or no Redis is configured. */
  readonly resume: { readonly link: RedisLink; readonly store: Store; readonly issuer: TokenIssuer } | null;
  readonly hooks: RunHooks;
}

export interface RunHooks {
  onStored(run: StreamRun, result: AppendResult): void;
  /** The last event, and with it the snapshot, is in Redis. */
  onSnapshot(): void;
  onRefused(reason: string): void;
  onTokenIssued(): void;
}

/**
 * One stream: makes its events, and gives them to its client at once and to Redis in parallel.
 *
 * It goes on when its client goes away, so that the client can come back.
 */
export class StreamRun {
  readonly journal: Journal;
  readonly feed: Feed;
  readonly appender: Appender | null;
  readonly #options: RunOptions;
  readonly #pacer = new Pacer();
  /** Whether the client has been told that it cannot resume at the moment; null when it can. It is told once for each outage. */
  #unstored: "told" | "untold" | null = null;
  /** Set when the client is to get a token as soon as Redis has all up to this seq: before that, a token is useless. */
  #tokenAtSeq: number | null = null;
  #firstAnswer: ((stored: boolean) => void) | null = null;
  #fill = 0;
  #snapshotStored = false;
  done = false;
  finishedAt: number | null = null;

  constructor(options: RunOptions) {
    this.#options = options;
    const { requestId, resume, settings, hooks } = options;
    this.journal = new Journal(settings.journalEvents);
    this.feed = new Feed(this.journal, settings.journalEvents);
    this.appender =
      resume &&
      new Appender(requestId, this.journal, resume.store, {
        onStored: (result) => this.#stored(result),
        onRefused: (reason) => {
          hooks.onRefused(reason);
          this.redisWentAway();
        },
      });
  }

  /** How full this stream's buffer is, from 0 to 1. */
  get fill(): number {
    return this.#fill;
  }

  /** Makes all events. Resolves when the last one is made, or it was stopped; the client may still be reading. */
  async run(): Promise<void> {
    const { workload } = this.#options;
    try {
      this.#emit("stage", '{"stage":"DRAFTING"}');
      await this.#sendFirstToken();
      let due = performance.now();
      let overdue = 0;
      for (;;) {
        const pause = workload.pause();
        due += pause; // the schedule is absolute: a late event does not delay the next ones
        const early = due - performance.now();
        if (pause >= 1) {
          overdue = early > 0 ? 0 : overdue + 1;
          const mayBurst = (this.appender?.waiting ?? 0) <= fewWaiting;
          if (overdue % overdueInOneTurn === 0 || !mayBurst) await this.#pacer.pause(Math.max(0, early));
        } else if (this.journal.next % eventsInOneTurn === 0) await this.#pacer.pause(0);
        const ready = performance.now();
        await this.feed.waitForClient();
        if (performance.now() - ready > heldUpMs) due = performance.now(); // time that the client held up is not caught up
        if (this.#pacer.isStopped) return;
        const payload = workload.next();
        if (payload === null) break;
        this.#emit("stage", this.#stage("DRAFTING", payload));
      }
      this.done = true;
      this.#emit("stage", this.#stage("COMPLETE", workload.complete()));
    } finally {
      this.finishedAt = performance.now();
    }
  }

  /** Ends it early. Its client's connection is cut. */
  stop(): void {
    this.#pacer.stop();
    this.#firstAnswer?.(false);
    this.feed.cut();
  }

  /** Redis is away, or refuses: the next `stage` event says so, once for an outage. */
  redisWentAway(): void {
    this.#unstored ??= "untold";
  }

  /** Redis is back: what it lacks is appended again, and then the client gets a token that it can resume with. */
  redisIsBack(): void {
    this.#tokenAtSeq = this.journal.next;
    this.appender?.verify();
  }

  #emit(type: string, data: string): void {
    const entry: Entry = makeEntry(this.journal.next, type, data, this.#options.settings);
    this.journal.add(entry);
    this.feed.offer(entry);
    void this.appender?.flush();
  }

  /** `"resume":"unavailable"` in the first stage event after Redis went away (contract, Start a stream). */
  #stage(name: "DRAFTING" | "COMPLETE", payload: string): string {
    if (this.#unstored !== "untold") return `{"stage":"${name}","payload":${payload}}`;
    this.#unstored = "told";
    return `{"stage":"${name}","resume":"unavailable","payload":${payload}}`;
  }

  /** The token is sent only when Redis has stored the first event, because nobody could resume with it before. */
  async #sendFirstToken(): Promise<void> {
    const { resume, requestId, sub, hooks } = this.#options;
    if (!resume) return;
    if (!resume.link.isUp || !(await this.#storedInTime())) {
      this.redisWentAway();
      this.#tokenAtSeq = this.journal.next; // it is sent once Redis has the events
      return;
    }
    this.#emit("resume", resume.issuer.issue(requestId, this.journal.next, sub));
    this.feed.connection?.tokenSent();
    hooks.onTokenIssued();
  }

  async #storedInTime(): Promise<boolean> {
    let limit: NodeJS.Timeout | undefined;
    const stored = await new Promise<boolean>((resolve) => {
      // Timers run before sockets in a turn of the event loop: after a long turn the answer may be there, and unread.
      limit = setTimeout(() => setImmediate(() => resolve(false)), firstAppendLimitMs);
      this.#firstAnswer = resolve;
    });
    clearTimeout(limit);
    this.#firstAnswer = null;
    return stored;
  }

  #stored(result: AppendResult): void {
    const { settings, resume, hooks } = this.#options;
    this.#firstAnswer?.(true);
    if (resume?.link.isUp) this.#unstored = null;
    const count = (result.next - result.first) / settings.bufferMaxEvents;
    this.#fill = Math.max(count, result.bytes / settings.bufferMaxBytes);
    hooks.onStored(this, result);
    if (this.#tokenAtSeq !== null && result.next >= this.#tokenAtSeq) {
      this.#tokenAtSeq = null;
      this.feed.connection?.sendToken();
    }
    if (this.done && !this.#snapshotStored && result.next >= this.journal.next) {
      this.#snapshotStored = true;
      hooks.onSnapshot();
    }
  }
}
