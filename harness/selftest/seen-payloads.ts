import type { Block } from "./proxy/block.ts";
import type { WireAdapter } from "./wire-adapter.ts";

/** The place of the payload that is kept of each stream, and how many must have come by then, so that its own client has it. */
const kept = 2;
const enough = 6;

/** One payload of each stream of a run, for liars that mix up streams. */
export class SeenPayloads {
  readonly #seen = new Map<string, { count: number; payload: Block | null }>();

  readonly #wire: WireAdapter;

  constructor(wire: WireAdapter) {
    this.#wire = wire;
  }

  saw(stream: string, block: Block): void {
    if (!this.#wire.isPayload(block)) return;
    const seen = this.#seen.get(stream) ?? { count: 0, payload: null };
    if (seen.count++ === kept) seen.payload = block;
    this.#seen.set(stream, seen);
  }

  otherThan(stream: string): Block | null {
    for (const [each, { count, payload }] of this.#seen) if (each !== stream && count >= enough) return payload;
    return null;
  }
}
