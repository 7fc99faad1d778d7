import { SeqRanges } from "./seq-ranges.ts";

/**
 * The ids that came on one connection. They ascend there, so an id that goes back was sent twice, unless it was skipped before:
 * then it is late.
 */
export class ConnectionSeqs {
  /** What the client said that it has; -1 for a start. */
  readonly cursor: number;
  #next: number;
  readonly #skipped = new SeqRanges();

  constructor(cursor: number) {
    this.cursor = cursor;
    this.#next = cursor + 1;
  }

  add(seq: number): void {
    if (seq < this.#next) return;
    this.#skipped.append(this.#next, seq - 1);
    this.#next = seq + 1;
  }

  /** Whether this id had its turn on this connection. One that was skipped may come late, once. */
  isSentTwice(seq: number): boolean {
    return seq < this.#next && !this.#skipped.remove(seq);
  }
}
