import { FLAG } from "../history/records.ts";
import type { HistorySink } from "../history/writer.ts";
import type { EventFacts } from "../protocols/protocol.ts";

/** Events in one record. Larger records cost fewer bytes; smaller ones lose less when the process dies. */
const batch = 64;

/** Gathers the events of one connection into records of columns. */
export class EventColumns {
  #sink: HistorySink;
  #s: number;
  #c: number;
  #seq: number[] = [];
  #at: number[] = [];
  #idx: number[] = [];
  #fl: number[] = [];
  /** Events added so far. */
  total = 0;

  constructor(sink: HistorySink, s: number, c: number) {
    this.#sink = sink;
    this.#s = s;
    this.#c = c;
  }

  add(facts: EventFacts, at: number): void {
    this.total++;
    this.#seq.push(facts.seq);
    this.#at.push(at);
    this.#idx.push(facts.index);
    this.#fl.push(flagsOf(facts));
    if (this.#seq.length >= batch) this.flush();
  }

  flush(): void {
    if (this.#seq.length === 0) return;
    this.#sink.write({
      k: "ev",
      s: this.#s,
      c: this.#c,
      seq: this.#seq,
      at: this.#at,
      idx: this.#idx,
      fl: this.#fl,
    });
    this.#seq = [];
    this.#at = [];
    this.#idx = [];
    this.#fl = [];
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
    (facts.unseen ? FLAG.unseen : 0)
  );
}
