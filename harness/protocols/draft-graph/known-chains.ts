/** Each bucket holds the newest five of its chains, three words each, and in its last word the place of the oldest. */
const buckets = 16_384;
const bucketWords = 16;
const oldest = 15;

/**
 * Whose payloads the newest chains of a face are: some 40,000 of them, in memory that does not grow.
 *
 * A chain is the hash of all that came before it, from its stream's name on, so no two streams have one in common. An owner
 * is a number other than 0.
 */
export class KnownChains {
  readonly #words = new Int32Array(buckets * bucketWords);

  add(high: number, low: number, owner: number): void {
    const words = this.#words;
    const start = bucketOf(low);
    const place = words[start + oldest] as number;
    words[start + place] = high;
    words[start + place + 1] = low;
    words[start + place + 2] = owner;
    words[start + oldest] = place === 12 ? 0 : place + 3;
  }

  /** @returns 0 for a chain that is not known, or not any more */
  ownerOf(high: number, low: number): number {
    const words = this.#words;
    const start = bucketOf(low);
    for (let at = start; at < start + oldest; at += 3) {
      if (words[at] === high && words[at + 1] === low) return words[at + 2] as number;
    }
    return 0;
  }
}

function bucketOf(low: number): number {
  return (low & (buckets - 1)) * bucketWords;
}
