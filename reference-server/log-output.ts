import type { Writable } from "node:stream";

/** Characters that may wait for a slow reader. Some four thousand lines. */
const usualMaxWaiting = 1024 * 1024;

/**
 * Writes log lines for a reader who may be slow, stopped or gone, and never waits for it.
 *
 * pino's own destination writes synchronously, so a pipe that nobody reads would stop the server, and even its exit. Here
 * lines that find no room are dropped and counted; the first line after that says how many are missing. When the reader
 * is gone (EPIPE), lines are dropped silently.
 */
export class LogOutput {
  readonly #out: Writable;
  readonly #maxWaiting: number;
  readonly #lineOfLoss: (dropped: number) => string;
  #dropped = 0;
  #isGone = false;

  constructor(out: Writable, lineOfLoss: (dropped: number) => string, maxWaiting = usualMaxWaiting) {
    this.#out = out;
    this.#maxWaiting = maxWaiting;
    this.#lineOfLoss = lineOfLoss;
    out.on("error", () => {
      this.#isGone = true;
    });
    out.on("drain", () => this.#tellLoss());
  }

  /** Takes one line, with its line feed. */
  write(line: string): void {
    if (this.#isGone) return;
    // Once lines were dropped, half of the room must be free again: otherwise every second line would tell of one loss.
    const room = this.#dropped > 0 ? this.#maxWaiting / 2 : this.#maxWaiting;
    if (this.#out.writableLength + line.length > room) {
      this.#dropped++;
      return;
    }
    this.#tellLoss();
    this.#out.write(line);
  }

  #tellLoss(): void {
    if (this.#dropped === 0 || this.#isGone) return;
    const line = this.#lineOfLoss(this.#dropped);
    this.#dropped = 0;
    this.#out.write(line);
  }
}

/** Standard output that never blocks. Pipes, sockets and files don't; node makes a terminal block, e.g. after Ctrl-S. */
export function unblockedStdout(): Writable {
  const out = process.stdout as typeof process.stdout & { _handle?: { setBlocking?(blocking: boolean): void } };
  if (out.isTTY) out._handle?.setBlocking?.(false);
  return out;
}
