/** Events in one record. Larger records cost fewer bytes; smaller ones lose less when the process dies. */
export const batch = 32;

/** Numbers of an event: when (in hundredths of a millisecond), seq, index, flags. */
const width = 4;
const blockSize = batch * width;
const slabBits = 9;
const blocksInSlab = 1 << slabBits;
const none = -1;

/** Events as columns, oldest first, as a record has them. */
export interface Columns {
  readonly seq: number[];
  readonly at: number[];
  readonly idx: number[];
  readonly fl: number[];
}

/**
 * Events that are not in a record yet, of all connections.
 *
 * Four arrays for each of ten thousand connections grow, move and are collected one by one, and each event touches eight
 * places in memory. Here a connection has one block of half a KiB while it has events, and an event touches one place. Blocks are
 * used again.
 */
export class EventPool {
  readonly #slabs: Int32Array[] = [];
  #used = 0;
  #free = none;

  /** Blocks that were ever in use at the same time. */
  get blocks(): number {
    return this.#used;
  }

  /** An empty block. */
  take(): number {
    const block = this.#free;
    if (block === none) {
      if (this.#used % blocksInSlab === 0) this.#slabs.push(new Int32Array(blocksInSlab * blockSize));
      return this.#used++;
    }
    this.#free = this.#slabOf(block)[startOf(block)] as number; // the next free one
    return block;
  }

  /**
   * @param place from 0 to `batch` - 1
   * @param at milliseconds, to a hundredth
   * @returns false, and puts nothing, when a number is too large for 32 bits
   */
  put(block: number, place: number, at: number, seq: number, index: number, flags: number): boolean {
    const hundredths = Math.round(at * 100);
    if ((hundredths | 0) !== hundredths || (seq | 0) !== seq || (index | 0) !== index) return false;
    const slab = this.#slabOf(block);
    const start = startOf(block) + place * width;
    slab[start] = hundredths;
    slab[start + 1] = seq;
    slab[start + 2] = index;
    slab[start + 3] = flags;
    return true;
  }

  /** The first `count` events of a block, which is free afterwards. */
  takeOut(block: number, count: number): Columns {
    const slab = this.#slabOf(block);
    const start = startOf(block);
    const seq: number[] = [];
    const at: number[] = [];
    const idx: number[] = [];
    const fl: number[] = [];
    for (let row = start; row < start + count * width; row += width) {
      at.push((slab[row] as number) / 100);
      seq.push(slab[row + 1] as number);
      idx.push(slab[row + 2] as number);
      fl.push(slab[row + 3] as number);
    }
    slab[start] = this.#free;
    this.#free = block;
    return { seq, at, idx, fl };
  }

  #slabOf(block: number): Int32Array {
    return this.#slabs[block >>> slabBits] as Int32Array;
  }
}

function startOf(block: number): number {
  return (block & (blocksInSlab - 1)) * blockSize;
}
