/** Numbers in a row: when, seq, index, flags, and the row before it of the same connection. */
const width = 5;
const rowsInSlab = 16 * 1024;
const none = -1;

/** Events as columns, oldest first, as a record has them. */
export interface Columns {
  readonly seq: number[];
  readonly at: number[];
  readonly idx: number[];
  readonly fl: number[];
}

/**
 * Events that are not in a record yet, of all connections together.
 *
 * Four arrays for each of ten thousand connections grow, move and are collected one by one, and each event touches eight
 * places in memory. Here it is one row of one large block; a connection remembers only its newest row, and each row the one
 * before it. Rows are used again.
 */
export class EventPool {
  readonly #slabs: Float64Array[] = [];
  #used = 0;
  #free = none;

  /** Rows that were ever in use at the same time. */
  get rows(): number {
    return this.#used;
  }

  /** @param before the connection's newest row, -1 without one @returns its newest row from now on */
  add(before: number, at: number, seq: number, index: number, flags: number): number {
    const row = this.#take();
    const slab = this.#slabs[Math.floor(row / rowsInSlab)] as Float64Array;
    const start = (row % rowsInSlab) * width;
    slab[start] = at;
    slab[start + 1] = seq;
    slab[start + 2] = index;
    slab[start + 3] = flags;
    slab[start + 4] = before;
    return row;
  }

  /** The `count` rows that end with `newest`; they are free afterwards. */
  takeOut(newest: number, count: number): Columns {
    const columns = { seq: zeros(count), at: zeros(count), idx: zeros(count), fl: zeros(count) };
    let row = newest;
    for (let i = count - 1; i >= 0; i--) {
      const slab = this.#slabs[Math.floor(row / rowsInSlab)] as Float64Array;
      const start = (row % rowsInSlab) * width;
      columns.at[i] = slab[start] as number;
      columns.seq[i] = slab[start + 1] as number;
      columns.idx[i] = slab[start + 2] as number;
      columns.fl[i] = slab[start + 3] as number;
      const before = slab[start + 4] as number;
      slab[start + 4] = this.#free;
      this.#free = row;
      row = before;
    }
    return columns;
  }

  #take(): number {
    const row = this.#free;
    if (row === none) {
      if (this.#used % rowsInSlab === 0) this.#slabs.push(new Float64Array(rowsInSlab * width));
      return this.#used++;
    }
    const slab = this.#slabs[Math.floor(row / rowsInSlab)] as Float64Array;
    this.#free = slab[(row % rowsInSlab) * width + 4] as number;
    return row;
  }
}

function zeros(count: number): number[] {
  return new Array<number>(count).fill(0);
}
