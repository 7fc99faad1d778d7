import { setTimeout as sleep } from "node:timers/promises";
import type { Delivery } from "./delivery.ts";
import type { EndRecord } from "./records.ts";

/** How long a client may take to report what it got before a cut, in milliseconds. */
const reportLimitMs = 1_000;
/** The same once it is known that it reports nothing. */
const silentLimitMs = 300;

/** How much of what was sent the client has reported. */
export class ReportsOfClient {
  /** Data of events that count for nothing: they belong to a connection, or are no stream's own. */
  readonly asides = new Set<string>();
  /** Events with data that were sent. */
  sent = 0;
  #got = 0;

  delivered({ data }: Delivery): void {
    if (!this.asides.has(data)) this.#got++;
  }

  /** Whether it has reported nothing so far. */
  get none(): boolean {
    return this.#got === 0;
  }

  get all(): boolean {
    return this.#got >= this.sent;
  }

  /** Resolves once all is reported, or the client had the time for it. */
  async settled(signal: AbortSignal): Promise<EndRecord["settled"]> {
    const limit = performance.now() + (this.#got > 0 || this.sent === 0 ? reportLimitMs : silentLimitMs);
    while (!this.all && performance.now() < limit && !signal.aborted) await sleep(5);
    return this.all ? "reported" : "waited";
  }
}
