/** Events in one record. Larger records cost fewer bytes; smaller ones lose less when the process dies. */
export const batch = 32;

/** Numbers of an event: when, seq, index, flags. */
const width = 4;
const blockSize = batch * width;
const blocksInSlab = 512;
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
 * places in memory. Here a connection has one block of 1 KiB while it has events, and an event touches one place. Blocks are
 * used again.
 */
export class EventPool {
  readonly #slabs: Float64Array[] = [];
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
      if (this.#used % blocksInSlab === 0) this.#slabs.push(new Float64Array(blocksInSlab * blockSize));
      return this.#used++;
    }
    this.#free = this.#slabOf(block)[startOf(block)] as number; // the next free one
    return block;
  }

  /** @param place from 0 to `batch` - 1 */
  put(block: number, place: number, at: number, seq: number, index: number, flags: number): void {
    const slab = this.#slabOf(block);
    const start = startOf(block) + place * width;
    slab[start] = at;
    slab[start + 1] = seq;
    slab[start + 2] = index;
    slab[start + 3] = flags;
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
      at.push(slab[row] as number);
      seq.push(slab[row + 1] as number);
      idx.push(slab[row + 2] as number);
      fl.push(slab[row + 3] as number);
    }
    slab[start] = this.#free;
    this.#free = block;
    return { seq, at, idx, fl };
  }

  #slabOf(block: number): Float64Array {
    return this.#slabs[Math.floor(block / blocksInSlab)] as Float64Array;
  }
}

function startOf(block: number): number {
  return (block % blocksInSlab) * blockSize;
}
