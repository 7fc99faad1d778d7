const firstBlocks = 256;
/** What stands for no block. */
export const noBlock = -1;

/**
 * Blocks of whole numbers of 32 bits, for all streams in one array that grows.
 *
 * Arrays for each of ten thousand streams lie somewhere else each, grow, move and are collected one by one, and an event would
 * wait for several places in memory instead of one. Who takes a block must give it back.
 */
export class BlockPool {
  /** All blocks; another array once `take` had to make room. */
  words: Int32Array;
  readonly #bits: number;
  #used = 0;
  #free = noBlock;

  /** @param bits a block has two to this power of numbers */
  constructor(bits: number) {
    this.#bits = bits;
    this.words = new Int32Array(firstBlocks << bits);
  }

  /** Blocks that were ever in use at the same time. */
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
    this.#free = this.words[start] as number; // the next free one
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
