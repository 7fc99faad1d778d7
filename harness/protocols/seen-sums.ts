/** Events whose sums are kept. A server's buffer holds a few hundred, so a rightful replay never goes back further. */
const mostKept = 4 * 1024;

/**
 * A sum of each event that came first under its id, to know a redelivered event that differs.
 *
 * A ring of the newest `mostKept` ids, never more than 32 KiB a stream however long it runs. An array of small integers, not a
 * Uint32Array: that is three objects for each of ten thousand streams, and two more places in memory at each event.
 */
export class SeenSums {
  /** Signed, since then V8 keeps them in place; 0 where nothing was seen. */
  #sums = zeros(32);
  #next = 0;

  /** The sum that came first under this id; 0 when none did, undefined when it is too long ago to know. */
  get(seq: number): number | undefined {
    if (seq >= this.#next) return 0;
    return seq < this.#next - this.#sums.length
      ? undefined
      : (this.#sums[seq & (this.#sums.length - 1)] as number) >>> 0;
  }

  /** Keeps a sum of 32 bits, which must not be 0. What is too long ago is not kept. */
  set(seq: number, sum: number): void {
    if (seq >= this.#next) this.#advance(seq);
    else if (seq < this.#next - this.#sums.length) return;
    this.#sums[seq & (this.#sums.length - 1)] = sum | 0;
  }

  #advance(seq: number): void {
    while (seq >= this.#sums.length && this.#sums.length < mostKept) this.#grow();
    const size = this.#sums.length;
    if (seq - this.#next >= size) this.#sums.fill(0);
    else for (let gap = this.#next; gap < seq; gap++) this.#sums[gap & (size - 1)] = 0;
    this.#next = seq + 1;
  }

  #grow(): void {
    // While the ring grows it has not turned: each id stands at its own place.
    this.#sums = this.#sums.concat(zeros(this.#sums.length));
  }
}

function zeros(count: number): number[] {
  return new Array<number>(count).fill(0);
}
