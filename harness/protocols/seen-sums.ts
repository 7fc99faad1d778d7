import { BlockPool, noBlock } from "../sse/block-pool.ts";

/** So many blocks are kept: 4,096 ids. A server's buffer holds a few hundred, so a correct replay never goes back further. */
const mostBlocks = 128;

/** A block holds the sums of 2 to this power of ids: 32. */
const blockBits = 5;

/** The memory for the sums of all streams. */
export const sumPool = new BlockPool(blockBits);

/**
 * The sum of the event that came first under each id, to recognize a redelivered event that differs.
 *
 * Only the newest `mostBlocks` blocks of ids are kept: 16 KiB a stream, however long it runs. The blocks belong to the pool, so
 * call `release` at the end.
 */
export class SeenSums {
  #next = 0;
  /** The block of the highest id. */
  #newest = noBlock;
  /** The block of id `i` is at the place `i >> blockBits` modulo `mostBlocks`; `noBlock` where none of its ids came. */
  #blocks: number[] = [];

  /** The sum that came first under this id: 0 when none did, undefined when it is too long ago to know. */
  get(seq: number): number | undefined {
    if (seq >= this.#next) return 0;
    if (this.#isTooOld(seq)) return undefined;
    const block = this.#blocks[placeOf(seq)] as number;
    return block === noBlock ? 0 : (sumPool.words[wordOf(block, seq)] as number) >>> 0;
  }

  /** Keeps a sum of 32 bits, which must not be 0. The sum of an id that is too old is not kept. */
  set(seq: number, sum: number): void {
    if (seq >= this.#next) {
      if (seq >> blockBits > (this.#next - 1) >> blockBits) this.#advance(seq);
      this.#next = seq + 1;
      sumPool.words[wordOf(this.#newest, seq)] = sum;
    } else if (!this.#isTooOld(seq)) {
      const there = this.#blocks[placeOf(seq)] as number;
      const block = there === noBlock ? this.#take(seq) : there;
      sumPool.words[wordOf(block, seq)] = sum;
    }
  }

  /** Gives its memory back. Afterwards it is as new. */
  release(): void {
    for (const block of this.#blocks) if (block !== noBlock) sumPool.giveBack(block);
    this.#blocks = [];
    this.#newest = noBlock;
    this.#next = 0;
  }

  #isTooOld(seq: number): boolean {
    return seq >> blockBits <= ((this.#next - 1) >> blockBits) - mostBlocks;
  }

  /** Makes a block for an id that is higher than all before. */
  #advance(seq: number): void {
    const newest = seq >> blockBits;
    const first = Math.max(((this.#next - 1) >> blockBits) + 1, newest - mostBlocks + 1);
    if (this.#blocks.length === 0) for (let place = 0; place < first % mostBlocks; place++) this.#blocks.push(noBlock);
    for (let each = first; each <= newest; each++) {
      const place = each % mostBlocks;
      const old = this.#blocks[place] ?? noBlock;
      if (old !== noBlock) sumPool.giveBack(old);
      this.#blocks[place] = noBlock;
    }
    this.#newest = this.#take(seq);
  }

  #take(seq: number): number {
    const block = sumPool.take();
    this.#blocks[placeOf(seq)] = block;
    return block;
  }
}

/** The word of an id's sum. */
function wordOf(block: number, seq: number): number {
  return sumPool.startOf(block) | (seq & ((1 << blockBits) - 1));
}

function placeOf(seq: number): number {
  return (seq >> blockBits) % mostBlocks;
}
