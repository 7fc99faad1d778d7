import type { Expectation } from "../history/face-info.ts";
import type { FaultRecord } from "../history/records.ts";

/** A connection that a fault broke may be lost up to this long after the fault was undone. In milliseconds. */
const graceMs = 2_000;

interface LossWindow {
  readonly name: string;
  readonly from: number;
  to: number;
}

/**
 * When a fault of the face explains that a client loses its connection: from the fault's start (it may break connections
 * before it is proved) until it is undone, and a moment longer.
 */
export class LossWindows {
  readonly #breaking: ReadonlySet<string> | null;
  readonly #windows: LossWindow[] = [];

  constructor({ breaksConnections }: Pick<Expectation, "breaksConnections">) {
    this.#breaking = breaksConnections ? new Set(breaksConnections) : null;
  }

  fault({ name, what, at }: FaultRecord): void {
    if (this.#breaking?.has(name) === false) return;
    const running = this.#windows.findLast((window) => window.name === name && window.to === Infinity);
    if (what === "ended") {
      if (running) running.to = at;
    } else if (what === "started" && !running) {
      this.#windows.push({ name, from: at, to: Infinity });
    }
  }

  /** Whether a fault explains a loss at this moment. Ask it once the records before the loss have been read. */
  explain(at: number): boolean {
    return this.#windows.some(({ from, to }) => at >= from && at <= to + graceMs);
  }
}
