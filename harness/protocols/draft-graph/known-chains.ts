import { hash } from "node:crypto";
import { wordAt } from "./chain.ts";

/** How many payloads are remembered, and how many questions are answered: each question searches all of them. */
const most = 131_072;
const mostQuestions = 10_000;

/**
 * The newest chains of a face, each with the stream that owns it.
 *
 * A chain is the hash of all that came before it, from its stream's name on, so no two streams have a chain in common. An owner
 * is a number other than 0. Each payload is added and hardly any is asked for, so this is a log: adding to the end of a log costs
 * nothing that can be measured; writing into a hash table costs an eighth of reading the event.
 */
export class KnownChains {
  readonly #highs = new Int32Array(most);
  readonly #lows = new Int32Array(most);
  readonly #owners = new Int32Array(most);
  #next = 0;
  #questions = 0;

  add(high: number, low: number, owner: number): void {
    const at = this.#next;
    this.#highs[at] = high;
    this.#lows[at] = low;
    this.#owners[at] = owner;
    this.#next = (at + 1) % most;
  }

  /** @returns 0 for a chain that is not known or was forgotten, and once too many questions were asked */
  ownerOf(high: number, low: number): number {
    if (this.#questions++ >= mostQuestions) return 0;
    const lows = this.#lows;
    for (let at = lows.indexOf(low); at >= 0; at = lows.indexOf(low, at + 1)) {
      if (this.#highs[at] === high) return this.#owners[at] as number;
    }
    return 0;
  }
}

/** A stream as an owner, by its name: whoever else reads the same stream is the same owner. */
export function ownerNumber(requestId: string): number {
  return wordAt(hash("sha256", requestId, "binary"), 0) | 1;
}
