import type { K6Line } from "../log/lines.ts";

/** The lateness of so many timers is kept. With more of them, every other one is forgotten. */
const mostKept = 4_096;

/** One VU's log and timers. Runs inside k6. */
export class LaneLog {
  readonly #lane: number;
  #lines = 0;
  #late: number[] = [];

  constructor(lane: number) {
    this.#lane = lane;
  }

  write(line: K6Line): void {
    this.#lines++;
    console.log(JSON.stringify(line));
  }

  end(): void {
    const sorted = this.#late.sort((a, b) => a - b);
    const lateP99Ms = sorted[Math.max(0, Math.ceil(sorted.length * 0.99) - 1)] ?? 0;
    this.write({ k: "lane-end", lane: this.#lane, lines: this.#lines, lateP99Ms });
  }

  /** Waits until this moment (milliseconds since the epoch), and notes how late the timer was. */
  async sleepUntil(at: number): Promise<void> {
    const waitMs = at - Date.now();
    if (waitMs > 0) await new Promise<void>((resolve) => setTimeout(resolve, waitMs));
    this.#late.push(Math.max(0, Date.now() - at));
    if (this.#late.length > mostKept) this.#late = this.#late.filter((_, place) => place % 2 === 0);
  }
}
