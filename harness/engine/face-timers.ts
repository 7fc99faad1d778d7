/** Something that ends by itself at a limit, and at once when the run stops. */
export interface Timed {
  /** The tick in which it gives up (`FaceTimers.in`); moved on while it makes progress. */
  readonly limitAt: number;
  onLimit(): void;
  onStop(): void;
}

/** How exact limits are, in milliseconds: late by up to twice this, never early. */
const tickMs = 100;
/** No tick that will come. Ticks are small integers, which V8 keeps in place: milliseconds would be an object more each. */
export const never = 2 ** 30;

/**
 * One interval and one abort listener for everything that is open in a face.
 *
 * A timer and a listener for each of ten thousand connections cost memory, and an AbortSignal looks for a listener from
 * the first on when one is taken back. Whoever makes progress only moves its `limitAt`; it is looked at when its old limit
 * has come, not at every tick.
 */
export class FaceTimers {
  readonly signal: AbortSignal;
  readonly #timed = new Set<Timed>();
  /** Who is to be looked at in which tick. */
  readonly #wheel = new Map<number, Timed[]>();
  #tickNumber = tickOf(performance.now());
  readonly #sleepers = new Set<(slept: boolean) => void>();
  #interval: NodeJS.Timeout | null = null;

  constructor(signal: AbortSignal) {
    this.signal = signal;
    if (!signal.aborted) signal.addEventListener("abort", this.#stop, { once: true });
  }

  /** Watches something until `delete`. When the run has stopped already, it is told so in a moment. */
  add(timed: Timed): void {
    if (this.signal.aborted) return queueMicrotask(() => timed.onStop());
    if (this.#timed.size === 0) this.#startTicking();
    this.#timed.add(timed);
    this.#enter(timed);
  }

  /** Gives it a limit that may be earlier than the one before. */
  move(timed: Timed): void {
    if (this.#timed.has(timed)) this.#enter(timed);
  }

  delete(timed: Timed): void {
    this.#timed.delete(timed);
    if (this.#timed.size === 0) this.#stopTicking();
  }

  /** The tick that begins so many milliseconds from now, never earlier. */
  in(ms: number): number {
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

  /** Lets go of the signal, stops what is still open, and wakes whoever still sleeps. */
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
