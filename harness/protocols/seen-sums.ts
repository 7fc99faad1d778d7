/** Events whose sums are kept. A server's buffer holds a few hundred, so a rightful replay never goes back further. */
const mostKept = 8 * 1024;

/**
 * A sum of each event that came first under its id, to know a redelivered event that differs.
 *
 * A ring of the newest `mostKept` ids: 4 bytes an event, and never more than 32 KiB a stream however long it runs.
 */
export class SeenSums {
  /** 0 where nothing was seen; a sum of 0 is kept as 1. */
  #sums = new Uint32Array(32);
  #next = 0;

  /** The sum that came first under this id; 0 when none did, undefined when it is too long ago to know. */
  get(seq: number): number | undefined {
    if (seq >= this.#next) return 0;
    return seq < this.#next - this.#sums.length ? undefined : this.#sums[seq & (this.#sums.length - 1)];
  }

  /** Keeps a sum, which must be above 0. What is too long ago is not kept. */
  set(seq: number, sum: number): void {
    if (seq >= this.#next) this.#advance(seq);
    else if (seq < this.#next - this.#sums.length) return;
    this.#sums[seq & (this.#sums.length - 1)] = sum;
  }

  #advance(seq: number): void {
    while (seq >= this.#sums.length && this.#sums.length < mostKept) this.#grow();
    const size = this.#sums.length;
    if (seq - this.#next >= size) this.#sums.fill(0);
    else for (let gap = this.#next; gap < seq; gap++) this.#sums[gap & (size - 1)] = 0;
    this.#next = seq + 1;
  }

  #grow(): void {
    const larger = new Uint32Array(this.#sums.length * 2);
    larger.set(this.#sums); // while the ring grows it has not turned: each id stands at its own place
    this.#sums = larger;
  }
}
