import { BlockPool } from "../sse/block-pool.ts";

/** Events in one record. Larger records cost fewer bytes; smaller ones lose less when the process dies. */
export const batch = 32;

/** Numbers of an event: when (in hundredths of a millisecond), seq, index, flags. */
const width = 4;

/** Events as columns, oldest first, as a record has them. */
export interface Columns {
  readonly seq: number[];
  readonly at: number[];
  readonly idx: number[];
  readonly fl: number[];
}

/** Whether an event's time (milliseconds, to a hundredth) and numbers have room in the pool: 32 bits each. */
export function fitsInPool(at: number, seq: number, index: number): boolean {
  return isInt32(Math.round(at * 100)) && isInt32(seq) && isInt32(index);
}

/**
 * Events that are not in a record yet, of all connections. A connection has one block of half a KiB while it has events.
 */
export class EventPool {
  readonly #pool = new BlockPool(Math.log2(batch * width));

  /** Blocks that were ever in use at the same time. */
  get blocks(): number {
    return this.#pool.blocks;
  }

  /** An empty block. */
  take(): number {
    return this.#pool.take();
  }

  /** Puts an event that `fitsInPool`. @param place from 0 to `batch` - 1 */
  put(block: number, place: number, at: number, seq: number, index: number, flags: number): void {
    const { words } = this.#pool;
    const start = this.#pool.startOf(block) + place * width;
    words[start] = Math.round(at * 100);
    words[start + 1] = seq;
    words[start + 2] = index;
    words[start + 3] = flags;
  }

  /** The first `count` events of a block, which is free afterwards. */
  takeOut(block: number, count: number): Columns {
    const { words } = this.#pool;
    const start = this.#pool.startOf(block);
    const seq: number[] = [];
    const at: number[] = [];
    const idx: number[] = [];
    const fl: number[] = [];
    for (let row = start; row < start + count * width; row += width) {
      at.push((words[row] as number) / 100);
      seq.push(words[row + 1] as number);
      idx.push(words[row + 2] as number);
      fl.push(words[row + 3] as number);
    }
    this.#pool.giveBack(block);
    return { seq, at, idx, fl };
  }
}

function isInt32(value: number): boolean {
  return (value | 0) === value;
}
