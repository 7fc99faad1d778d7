import { BlockPool } from "../../sse/block-pool.ts";

/** So many events are in one record. Larger records cost fewer bytes; smaller ones lose less when the process dies. */
export const batch = 32;

/** How many numbers the pool keeps of an event: time (in hundredths of a millisecond), seq, index, flags; and the three of its mark. */
const plainWidth = 4;
const markedWidth = 8;

/** Events as columns, oldest first, in the form that a record has. */
export interface Columns {
  readonly seq: number[];
  readonly at: number[];
  readonly idx: number[];
  readonly fl: number[];
}

/** Columns with each event's mark. */
export interface MarkedColumns extends Columns {
  readonly id: number[];
  readonly lo: number[];
  readonly hi: number[];
}

/** Whether an event's time (milliseconds, to a hundredth) and numbers have room in the pool: 32 bits each. */
export function fitsInPool(at: number, seq: number, index: number): boolean {
  return isInt32(Math.round(at * 100)) && isInt32(seq) && isInt32(index);
}

/**
 * The events of all connections that are not in a record yet. A connection has one block while it has such events: half a KiB,
 * or one KiB where events are marked.
 */
export class EventPool {
  readonly #width: number;
  readonly #pool: BlockPool;

  constructor(kind: "plain" | "marked" = "plain") {
    this.#width = kind === "plain" ? plainWidth : markedWidth;
    this.#pool = new BlockPool(Math.log2(batch * this.#width));
  }

  /** The highest number of blocks that were in use at the same time. */
  get blocks(): number {
    return this.#pool.blocks;
  }

  /** An empty block. */
  take(): number {
    return this.#pool.take();
  }

  /** Puts an event for which `fitsInPool` is true. @param place from 0 to `batch` - 1 */
  put(block: number, place: number, at: number, seq: number, index: number, flags: number): void {
    const { words } = this.#pool;
    const start = this.#pool.startOf(block) + place * this.#width;
    words[start] = Math.round(at * 100);
    words[start + 1] = seq;
    words[start + 2] = index;
    words[start + 3] = flags;
  }

  /** Puts the mark of the event that was put there. Only in a pool of marked events. */
  putMark(block: number, place: number, id: number, lo: number, hi: number): void {
    const { words } = this.#pool;
    const start = this.#pool.startOf(block) + place * this.#width + plainWidth;
    words[start] = id;
    words[start + 1] = lo;
    words[start + 2] = hi;
  }

  /** Takes the first `count` events of a block and frees the block. */
  takeOut(block: number, count: number): Columns | MarkedColumns {
    const width = this.#width;
    const columns = { seq: this.#column(block, count, 1), at: this.#column(block, count, 0) };
    for (let i = 0; i < count; i++) columns.at[i] = (columns.at[i] as number) / 100;
    const plain = { ...columns, idx: this.#column(block, count, 2), fl: this.#column(block, count, 3) };
    const all =
      width === plainWidth
        ? plain
        : {
            ...plain,
            id: this.#column(block, count, plainWidth),
            lo: this.#column(block, count, plainWidth + 1),
            hi: this.#column(block, count, plainWidth + 2),
          };
    this.#pool.giveBack(block);
    return all;
  }

  #column(block: number, count: number, place: number): number[] {
    const { words } = this.#pool;
    const width = this.#width;
    const column: number[] = [];
    const end = this.#pool.startOf(block) + count * width;
    for (let at = this.#pool.startOf(block) + place; at < end; at += width) column.push(words[at] as number);
    return column;
  }
}

function isInt32(value: number): boolean {
  return (value | 0) === value;
}
