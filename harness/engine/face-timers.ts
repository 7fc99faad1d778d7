/** Something that gives up at its limit, and at once when the run stops. */
export interface Timed {
  /** The tick in which it gives up (`FaceTimers.in`). Whoever makes progress moves it on. */
  readonly limitAt: number;
  onLimit(): void;
  onStop(): void;
}

/** Limits are late by up to twice this, and never early. In milliseconds. */
const tickMs = 100;
/** A tick that never comes. Ticks are small integers, which V8 stores in the field itself; each time in milliseconds would be an object. */
export const never = 2 ** 30;

/**
 * One interval and one abort listener for everything that is open in a face.
 *
 * A timer and a listener for each of ten thousand connections would cost memory, and an AbortSignal searches all its listeners
 * when one is removed. Whoever makes progress only moves its `limitAt`. It is looked at when its old limit has come, not at
 * every tick.
 */
export class FaceTimers {
  readonly signal: AbortSignal;
  readonly #timed = new Set<Timed>();
  /** What is looked at in each tick. */
  readonly #wheel = new Map<number, Timed[]>();
  #tickNumber = tickOf(performance.now());
  readonly #sleepers = new Set<(slept: boolean) => void>();
  #interval: NodeJS.Timeout | null = null;

  constructor(signal: AbortSignal) {
    this.signal = signal;
    if (!signal.aborted) signal.addEventListener("abort", this.#stop, { once: true });
  }

  /** Watches something until `delete`. If the run has stopped already, its `onStop` is called soon, after this call has returned. */
  add(timed: Timed): void {
    if (this.signal.aborted) return queueMicrotask(() => timed.onStop());
    if (this.#timed.size === 0) this.#startTicking();
    this.#timed.add(timed);
    this.#enter(timed);
  }

  /** Says that `limitAt` was changed and may be earlier than before. A later limit needs no call. */
  move(timed: Timed): void {
    if (this.#timed.has(timed)) this.#enter(timed);
  }

  delete(timed: Timed): void {
    this.#timed.delete(timed);
    if (this.#timed.size === 0) this.#stopTicking();
  }

  /** The first tick that begins no earlier than so many milliseconds from now. */
  in(ms: number): number {
    if (this.#interval === null) this.#tickNumber = tickOf(performance.now()); // nobody has counted while nothing was open
    return Math.min(never, this.#tickNumber + 1 + Math.ceil(ms / tickMs)) | 0;
  }

  /** @returns true after so many milliseconds, false as soon as the run stops */
  sleep(ms: number): Promise<boolean> {
    if (this.signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const wake = (slept: boolean) => {
        clearTimeout(timer);
        this.#sleepers.delete(wake);
        resolve(slept);
      };
      const timer = setTimeout(wake, ms, true);
      this.#sleepers.add(wake);
    });
  }

  /** Removes the abort listener, stops what is still open, and ends all sleeps. */
  close(): void {
    this.signal.removeEventListener("abort", this.#stop);
    this.#stop();
    this.#stopTicking();
  }

  #enter(timed: Timed): void {
    const tick = Math.max(this.#tickNumber + 1, timed.limitAt);
    const there = this.#wheel.get(tick);
    if (there) there.push(timed);
    else this.#wheel.set(tick, [timed]);
  }

  #tick = (): void => {
    for (const last = tickOf(performance.now()); this.#tickNumber < last; ) {
      const due = this.#wheel.get(++this.#tickNumber);
      if (due === undefined) continue;
      this.#wheel.delete(this.#tickNumber);
      for (const timed of due) {
        if (!this.#timed.has(timed)) continue;
        if (timed.limitAt <= this.#tickNumber) timed.onLimit();
        else this.#enter(timed);
      }
    }
  };

  #stop = (): void => {
    for (const timed of [...this.#timed]) timed.onStop();
    for (const wake of [...this.#sleepers]) wake(false);
  };

  #startTicking(): void {
    this.#tickNumber = tickOf(performance.now());
    this.#interval = setInterval(this.#tick, tickMs);
  }

  #stopTicking(): void {
    if (this.#interval) clearInterval(this.#interval);
    this.#interval = null;
    this.#wheel.clear();
  }
}

function tickOf(ms: number): number {
  return Math.floor(ms / tickMs);
}
