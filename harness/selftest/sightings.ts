import type { Block } from "./block.ts";
import type { Wire } from "./wire.ts";

/** The newest payload of each stream of a run, for liars that mix streams up. */
export class Sightings {
  readonly #newest = new Map<string, Block>();
  readonly #wire: Wire;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  saw(stream: string, block: Block): void {
    if (this.#wire.isPayload(block)) this.#newest.set(stream, block);
  }

  otherThan(stream: string): Block | null {
    for (const [each, block] of this.#newest) if (each !== stream) return block;
    return null;
  }
}
