import type { RedisLink } from "../redis/redis-link.ts";
import type { Settings } from "../settings.ts";
import type { StreamRun } from "./stream-run.ts";

/** How long a finished, stored stream is kept in case Redis loses its end, in milliseconds; and for how many bytes. */
const keepFinishedMs = 60_000;
const keepFinishedBytes = 64 * 1024 * 1024;

/** The streams of this process: running ones, and finished ones that may have to be appended to Redis again. */
export class Streams {
  readonly #running = new Set<StreamRun>();
  readonly #finished = new Set<StreamRun>();
  readonly #settings: Settings;
  readonly #sweep: NodeJS.Timeout;

  constructor(settings: Settings, link: RedisLink | null) {
    this.#settings = settings;
    this.#sweep = setInterval(() => this.#forget(), 5_000);
    this.#sweep.unref();
    link?.on("down", () => {
      for (const run of this.#running) run.redisWentAway();
    });
    link?.on("up", () => {
      for (const run of this.#all) run.redisIsBack();
    });
  }

  get active(): number {
    return this.#running.size;
  }

  /** The fullest buffer's fill, from 0 to 1. */
  get fullest(): number {
    let fullest = 0;
    for (const run of this.#running) fullest = Math.max(fullest, run.fill);
    return fullest;
  }

  /** Keeps a stream while it runs and, afterwards, until Redis surely has it and its client has read it. */
  async track(run: StreamRun): Promise<void> {
    this.#running.add(run);
    try {
      await run.run();
    } finally {
      this.#running.delete(run);
      this.#finished.add(run);
    }
  }

  /** Waits until all streams are made and their connected clients have read them, `limitMs` or until `hurry` at the most. */
  untilServed(limitMs: number, hurry: AbortSignal): Promise<void> {
    const served = () => this.#running.size === 0 && ![...this.#finished].some((run) => run.feed.connection);
    return until(() => hurry.aborted || served(), limitMs);
  }

  /** Waits until Redis has all events that were made, `limitMs` at the most. */
  untilStored(limitMs: number): Promise<void> {
    return until(() => !this.#all.some((run) => run.appender?.isSettled === false), limitMs);
  }

  /** Ends all streams, now. Their clients are cut off and may resume elsewhere what was made until now. */
  stop(): void {
    for (const run of this.#all) run.stop();
  }

  close(): void {
    clearInterval(this.#sweep);
    for (const run of this.#all) run.appender?.close();
  }

  get #all(): StreamRun[] {
    return [...this.#running, ...this.#finished];
  }

  /** Forgets finished streams, oldest first: stored ones after a minute, others when their state would have expired. */
  #forget(): void {
    const now = performance.now();
    let bytes = 0;
    for (const run of this.#finished) bytes += run.journal.bytes;
    for (const run of this.#finished) {
      if (run.feed.connection) continue; // its client reads from the journal
      const age = now - (run.finishedAt ?? now);
      const limit = run.appender?.isSettled === false ? this.#settings.stateTtlSec * 1_000 : keepFinishedMs;
      if (run.appender && age <= limit && bytes <= keepFinishedBytes) continue;
      bytes -= run.journal.bytes;
      run.appender?.close();
      this.#finished.delete(run);
    }
  }
}

async function until(done: () => boolean, limitMs: number): Promise<void> {
  const end = performance.now() + limitMs;
  while (!done() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
}
