import type { RedisLink } from "./redis-link.ts";
import type { Settings } from "./settings.ts";
import type { StreamRun } from "./stream-run.ts";

/** How long a finished, stored stream is kept in case Redis loses its end, in milliseconds; and for how many bytes. */
const keepFinishedMs = 60_000;
const keepFinishedBytes = 64 * 1024 * 1024;

/** The streams of this process: running ones, and finished ones that Redis may still need to hear of. */
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
      for (const run of [...this.#running, ...this.#finished]) run.appender?.verify();
      for (const run of this.#running) run.redisIsBack();
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

  /** Keeps a stream while it runs and, afterwards, until Redis surely has it. */
  async track(run: StreamRun): Promise<void> {
    this.#running.add(run);
    try {
      await run.run();
    } finally {
      this.#running.delete(run);
      if (run.appender) this.#finished.add(run);
    }
  }

  /** Waits until all streams have ended and Redis has all events, `limitMs` at the most. */
  async settle(limitMs: number, what: "running" | "stored"): Promise<void> {
    const until = performance.now() + limitMs;
    const open = () =>
      what === "running" ? this.#running.size > 0 : [...this.#finished].some((run) => !run.appender?.isSettled);
    while (open() && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  close(): void {
    clearInterval(this.#sweep);
    for (const run of [...this.#running, ...this.#finished]) run.appender?.close();
  }

  /** Forgets finished streams, oldest first: stored ones after a minute, others when their state would have expired. */
  #forget(): void {
    const now = performance.now();
    let bytes = 0;
    for (const run of this.#finished) bytes += run.journal.bytes;
    for (const run of this.#finished) {
      const age = now - (run.finishedAt ?? now);
      const limit = run.appender?.isSettled ? keepFinishedMs : this.#settings.stateTtlSec * 1_000;
      if (age <= limit && bytes <= keepFinishedBytes) continue;
      bytes -= run.journal.bytes;
      run.appender?.close();
      this.#finished.delete(run);
    }
  }
}
