const firstBlocks = 256;
/** Stands for "no block". */
export const noBlock = -1;

/**
 * Blocks of 32-bit integers for all streams, in one array that grows.
 *
 * Separate arrays for ten thousand streams would be scattered in memory and grow, move and be collected one by one, and each event
 * would wait for several places in memory instead of one. Whoever takes a block must give it back.
 */
export class BlockPool {
  /** All blocks. `take` may replace the array when it has to make room. */
  words: Int32Array;
  readonly #bits: number;
  #used = 0;
  #free = noBlock;

  /** @param bits a block has 2 to the power of `bits` numbers */
  constructor(bits: number) {
    this.#bits = bits;
    this.words = new Int32Array(firstBlocks << bits);
  }

  /** The highest number of blocks that were in use at the same time. */
  get blocks(): number {
    return this.#used;
  }

  /** A block of zeros. */
  take(): number {
    const block = this.#free;
    if (block === noBlock) {
      if (this.startOf(this.#used + 1) > this.words.length) this.#grow();
      return this.#used++;
    }
    const start = this.startOf(block);
    this.#free = this.words[start] as number; // a free block's first word names the next free block
    this.words.fill(0, start, this.startOf(block + 1));
    return block;
  }

  giveBack(block: number): void {
    this.words[this.startOf(block)] = this.#free;
    this.#free = block;
  }

  /** Where a block begins in `words`. */
  startOf(block: number): number {
    return block << this.#bits;
  }

  #grow(): void {
    const words = new Int32Array(2 * this.words.length);
    words.set(this.words);
    this.words = words;
  }
}
