import { FLAG } from "../../history/event-flags.ts";
import type { HistorySink } from "../../history/history-writer.ts";
import type { EventFacts, EventMark } from "../../protocols/event-facts.ts";
import { batch, EventPool, fitsInPool } from "./event-pool.ts";

const plainPool = new EventPool();
const markedPool = new EventPool("marked");
const noMark: EventMark = { id: 0, lo: 0, hi: 0 };

/** Gathers the events of one connection into records of columns. Call `flush` at the connection's end. */
export class EventColumns {
  readonly #sink: HistorySink;
  readonly #s: number;
  readonly #c: number;
  readonly #marked: boolean;
  readonly #pool: EventPool;
  /** Its block in the pool; valid only while events wait. */
  #block = 0;
  #waiting = 0;
  /** Events added so far. */
  total = 0;

  /** @param marked whether each event's mark is kept too */
  constructor(sink: HistorySink, s: number, c: number, marked = false) {
    this.#sink = sink;
    this.#s = s;
    this.#c = c;
    this.#marked = marked;
    this.#pool = marked ? markedPool : plainPool;
  }

  add(facts: EventFacts, at: number): void {
    this.total++;
    const flags = flagsOf(facts);
    if (!fitsInPool(at, facts.seq, facts.index)) return this.#addLarge(facts, at, flags);
    const pool = this.#pool;
    if (this.#waiting === 0) this.#block = pool.take();
    pool.put(this.#block, this.#waiting, at, facts.seq, facts.index, flags);
    if (this.#marked) {
      const { id, lo, hi } = facts.mark ?? noMark;
      pool.putMark(this.#block, this.#waiting, id, lo, hi);
    }
    if (++this.#waiting >= batch) this.flush();
  }

  /** An event with a number of more than 32 bits becomes a record of its own. */
  #addLarge({ seq, index, mark }: EventFacts, at: number, flags: number): void {
    this.flush();
    const { id, lo, hi } = mark ?? noMark;
    const marks = this.#marked ? { id: [id], lo: [lo], hi: [hi] } : {};
    this.#sink.write({ k: "ev", s: this.#s, c: this.#c, seq: [seq], at: [at], idx: [index], fl: [flags], ...marks });
  }

  flush(): void {
    if (this.#waiting === 0) return;
    const columns = this.#pool.takeOut(this.#block, this.#waiting);
    this.#waiting = 0;
    this.#sink.write({ k: "ev", s: this.#s, c: this.#c, ...columns });
  }
}

export function flagsOf(facts: EventFacts): number {
  return (
    (facts.chain === "linked" ? FLAG.linked : 0) |
    (facts.chain === "relinked" ? FLAG.relinked : 0) |
    (facts.chain === "unlinked" ? FLAG.unlinked : 0) |
    (facts.dropped ? FLAG.dropped : 0) |
    (facts.final ? FLAG.final : 0) |
    (facts.payloadTrimmed ? FLAG.payloadTrimmed : 0) |
    (facts.token ? FLAG.token : 0) |
    (facts.malformed ? FLAG.malformed : 0) |
    (facts.differs ? FLAG.differs : 0) |
    (facts.resumeUnavailable ? FLAG.resumeUnavailable : 0) |
    (facts.unseen ? FLAG.unseen : 0) |
    (facts.foreign ? FLAG.foreign : 0) |
    (facts.gone ? FLAG.gone : 0) |
    (facts.altered === true ? FLAG.altered : 0)
  );
}
