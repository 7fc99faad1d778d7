/** Ids whose sums lie in one block: a block has 128 bytes. */
export const blockBits = 5;
const blockSize = 1 << blockBits;
const firstBlocks = 256;
/** What stands for no block. */
export const noBlock = -1;

/**
 * The sums of all streams, in one array that grows.
 *
 * An array for each of ten thousand streams lies somewhere else each, and an event would wait for three places in memory
 * instead of one. Who takes a block must give it back.
 */
export class SumPool {
  #words = new Int32Array(firstBlocks * blockSize);
  #used = 0;
  #free = noBlock;

  /** Blocks that were ever in use at the same time. */
  get blocks(): number {
    return this.#used;
  }

  /** A block of zeros. */
  take(): number {
    const block = this.#free;
    if (block === noBlock) {
      if ((this.#used + 1) * blockSize > this.#words.length) this.#grow();
      return this.#used++;
    }
    const start = block << blockBits;
    this.#free = this.#words[start] as number; // the next free one
    this.#words.fill(0, start, start + blockSize);
    return block;
  }

  giveBack(block: number): void {
    this.#words[block << blockBits] = this.#free;
    this.#free = block;
  }

  get(block: number, seq: number): number {
    return (this.#words[(block << blockBits) | (seq & (blockSize - 1))] as number) >>> 0;
  }

  set(block: number, seq: number, sum: number): void {
    this.#words[(block << blockBits) | (seq & (blockSize - 1))] = sum;
  }

  #grow(): void {
    const words = new Int32Array(2 * this.#words.length);
    words.set(this.#words);
    this.#words = words;
  }
}
