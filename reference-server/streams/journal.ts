import type { Entry } from "./entry.ts";

/** The newest events of a stream, in memory (contract, SSE_OUTAGE_JOURNAL_EVENTS). Seqs have no gaps. */
export class Journal {
  readonly #limit: number;
  #entries: Entry[] = [];
  /** Entries at the front that are no longer kept; the array is cut now and then, not at each event. */
  #gone = 0;
  #next = 0;
  bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The oldest seq that is kept. */
  get first(): number {
    return this.#next - (this.#entries.length - this.#gone);
  }

  /** The seq that the next event gets. */
  get next(): number {
    return this.#next;
  }

  add(entry: Entry): void {
    this.#entries.push(entry);
    this.#next = entry.seq + 1;
    this.bytes += entry.block.length;
    if (this.#entries.length - this.#gone <= this.#limit) return;
    this.bytes -= this.#entries[this.#gone]?.block.length ?? 0;
    this.#gone++;
    if (this.#gone > this.#limit) {
      this.#entries = this.#entries.slice(this.#gone);
      this.#gone = 0;
    }
  }

  get(seq: number): Entry | undefined {
    return seq < this.first ? undefined : this.#entries[seq - this.first + this.#gone];
  }
}
