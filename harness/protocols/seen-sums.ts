import { BlockPool, noBlock } from "../sse/block-pool.ts";

/** Blocks that are kept: 4,096 ids. A server's buffer holds a few hundred, so a rightful replay never goes back further. */
const mostBlocks = 128;

/** Ids whose sums lie in one block: 32. */
const blockBits = 5;

/** Where all sums lie. */
export const sumPool = new BlockPool(blockBits);

/**
 * A sum of each event that came first under its id, to know a redelivered event that differs.
 *
 * Those of the newest `mostBlocks` blocks of ids, 16 KiB a stream however long it runs. Its blocks are the pool's: `release`
 * gives them back.
 */
export class SeenSums {
  #next = 0;
  /** The block of the highest id. */
  #newest = noBlock;
  /** All blocks, that of id `i` at the place `i >> blockBits` modulo `mostBlocks`; `noBlock` where no id of it came. */
  #blocks: number[] = [];

  /** The sum that came first under this id; 0 when none did, undefined when it is too long ago to know. */
  get(seq: number): number | undefined {
    if (seq >= this.#next) return 0;
    if (this.#isTooOld(seq)) return undefined;
    const block = this.#blocks[placeOf(seq)] as number;
    return block === noBlock ? 0 : (sumPool.words[wordOf(block, seq)] as number) >>> 0;
  }

  /** Keeps a sum of 32 bits, which must not be 0. What is too long ago is not kept. */
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

  /** Gives its memory back; it has seen nothing then. */
  release(): void {
    for (const block of this.#blocks) if (block !== noBlock) sumPool.giveBack(block);
    this.#blocks = [];
    this.#newest = noBlock;
    this.#next = 0;
  }

  #isTooOld(seq: number): boolean {
    return seq >> blockBits <= ((this.#next - 1) >> blockBits) - mostBlocks;
  }

  /** Makes a block for an id that is higher than all of those there are. */
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

/** Where an id's sum lies. */
function wordOf(block: number, seq: number): number {
  return sumPool.startOf(block) | (seq & ((1 << blockBits) - 1));
}

function placeOf(seq: number): number {
  return (seq >> blockBits) % mostBlocks;
}
