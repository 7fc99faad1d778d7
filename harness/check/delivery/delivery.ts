import { FLAG } from "../../history/event-flags.ts";
import type { ReportFinding, Told } from "../findings.ts";
import { ChainCheck } from "./chain-check.ts";
import { ConnectionSeqs } from "./connection-seqs.ts";
import { SeqRanges } from "./seq-ranges.ts";

/** What a connection promised to send: everything above `cursor`. */
export interface ConnectionTerms {
  /** -1 for a start. */
  readonly cursor: number;
  /** Events are missing because they were trimmed, and the server said so. */
  readonly partial: boolean;
}

/**
 * Follows one stream's events over all its connections and finds what is lost, duplicated, reordered, corrupted, phantom
 * or misnumbered. Its memory grows with the faults, not with the stream.
 *
 * It hears two witnesses. The ids are judged here; the links from payload to payload, with their index, in `ChainCheck`. Where
 * a target has no links, only the ids are judged.
 */
export class DeliveryCheck {
  readonly #report: ReportFinding;
  readonly #firstPayload: number;
  readonly #chain: ChainCheck;
  readonly #missing = new SeqRanges();
  #nextSeq = 0;
  #connection = new ConnectionSeqs(-1);
  /** The server said that events are missing on this connection. */
  #isPartial = false;
  /** How many gaps in the ids were noticed, including those that late events closed. */
  gaps = 0;
  delivered = 0;
  redelivered = 0;
  payloadsTrimmed = 0;
  finished = false;

  /** @param firstPayload as in `ProtocolTerms` */
  constructor(report: ReportFinding, firstPayload: number) {
    this.#report = report;
    this.#chain = new ChainCheck(report);
    this.#firstPayload = firstPayload;
  }

  /** How many events are owed and have not come. */
  get missing(): number {
    return this.#missing.size;
  }

  /** Its client joined the stream after this event, so earlier events are not owed. */
  joinBehind(cursor: number): void {
    this.#nextSeq = cursor + 1;
    this.#chain.joinBehind(Math.max(0, cursor + 1 - this.#firstPayload));
  }

  connect(terms: ConnectionTerms): void {
    this.#isPartial = terms.partial;
    this.#connection = new ConnectionSeqs(terms.cursor);
    this.#chain.connect(terms);
  }

  /** One event, as in `EventsRecord`: its seq or -1, its payload's index or -1, and its `FLAG`s. */
  event(seq: number, index: number, flags: number): void {
    if ((flags & FLAG.foreign) !== 0) {
      const text = `An event of another stream came after event ${this.#nextSeq - 1}.`;
      this.#report("foreign", seq, { code: "of-another-stream", text });
      const byChain = (flags & FLAG.unlinked) !== 0; // its id is then the other stream's, unless it is the one that was due
      const takesPlace = byChain ? seq === this.#nextSeq : seq >= 0 && (flags & FLAG.dropped) === 0;
      if (takesPlace) this.#numbered(seq, -1, 0);
      if (byChain) return;
    } else if ((flags & FLAG.stranger) !== 0) {
      const after = this.#nextSeq - 1;
      const text = `An event that is not of this stream came after event ${after}.`;
      this.#report("phantom", -1, { code: "foreign-event", text });
    } else if ((flags & FLAG.dropped) !== 0 && seq < 0) {
      this.redelivered++; // the client dropped it by its place; no proof gave it a number
    } else if ((flags & FLAG.dropped) !== 0) {
      if ((flags & FLAG.altered) !== 0) this.#altered(seq);
      else this.#dropped(seq, flags);
    } else if (seq >= 0) {
      if ((flags & FLAG.altered) !== 0) this.#altered(seq);
      this.#numbered(seq, index, flags);
    } else this.#unnumbered(index, flags);
    if (seq >= 0) this.#connection.add(seq);
  }

  /** A witness saw that the whole stream has this many events, and the client says that it has finished. */
  owed(total: number): void {
    if (total > this.#nextSeq) this.#miss(this.#nextSeq, total - 1);
    this.#nextSeq = Math.max(this.#nextSeq, total);
  }

  #altered(seq: number): void {
    this.#missing.remove(seq);
    this.#report("corrupted", seq, { code: "other-content", text: `Event ${seq} came with different content.` });
  }

  /** Nothing more will come, so what is still open is decided. */
  end(): void {
    this.#chain.end();
    for (const { from, to } of this.#missing.ranges()) {
      const many = to - from + 1;
      const text = many === 1 ? `Event ${from} never came.` : `Events ${from} to ${to} never came.`;
      this.#report("lost", from, { code: "never-came", from, to, text }, many);
    }
  }

  #dropped(seq: number, flags: number): void {
    if (this.#missing.remove(seq)) {
      const after = this.#nextSeq - 1;
      this.#report("reordered", seq, { code: "came-late", after, text: `Event ${seq} came after event ${after}.` });
      this.#chain.late(flags);
      return;
    }
    if ((flags & FLAG.differs) !== 0) return this.#differs(seq, flags);
    if (this.#connection.isSentTwice(seq)) {
      const { cursor } = this.#connection;
      const told: Told =
        seq <= cursor
          ? {
              code: "sent-after-cursor",
              cursor,
              text: `Event ${seq} was sent twice, although the client said that it has it.`,
            }
          : { code: "sent-twice", text: `Event ${seq} was sent twice, on one connection.` };
      this.#report("duplicated", seq, told);
      return;
    }
    this.redelivered++;
  }

  /** An id that was used before, with other bytes. */
  #differs(seq: number, flags: number): void {
    if ((flags & FLAG.linked) !== 0) {
      this.#chain.payloadUnderOldId();
      this.#report("misnumbered", seq, {
        code: "old-id",
        text: `The stream's next event came under the old id ${seq}.`,
      });
    } else if ((flags & FLAG.relinked) !== 0) {
      this.#chain.strangerUnderOldId(seq);
      this.#report("phantom", seq, {
        code: "foreign-event",
        text: `An event that is not of this stream came as ${seq}, before the true one.`,
      });
    } else {
      this.#report("corrupted", seq, {
        code: "other-bytes-again",
        text: `Event ${seq} was sent again with other bytes.`,
      });
    }
  }

  #unnumbered(index: number, flags: number): void {
    const after = this.#nextSeq - 1;
    if ((flags & FLAG.malformed) !== 0) {
      this.#chain.eventUnknown();
      this.#report("corrupted", -1, { code: "not-readable", after, text: `An event after ${after} is not readable.` });
    } else if ((flags & (FLAG.linked | FLAG.relinked)) !== 0) {
      this.#chain.payload(-1, index, flags, false);
      this.#report("misnumbered", -1, { code: "no-id", after, text: `The event after ${after} has no id.` });
      this.#nextSeq++; // its id, which the next one may leave out or not
    } else if ((flags & FLAG.unlinked) !== 0) {
      this.#report("phantom", -1, {
        code: "foreign-event",
        text: `An event without an id came after ${after}; it is not of this stream.`,
      });
      this.#chain.strangerWithoutId();
    }
  }

  #numbered(seq: number, index: number, flags: number): void {
    if (this.finished) {
      if ((flags & FLAG.final) !== 0) {
        this.#report("duplicated", seq, { code: "final-again", text: `The last event came again, as ${seq}.` });
      } else this.#report("phantom", seq, { code: "after-final", text: `Event ${seq} came after the last one.` });
      return;
    }
    const gap = seq > this.#nextSeq;
    if (gap) this.#gap(seq, flags);
    this.#nextSeq = seq + 1;
    this.delivered++;
    if ((flags & FLAG.malformed) !== 0) {
      this.#chain.end();
      this.#report("corrupted", seq, { code: "not-readable", after: seq - 1, text: `Event ${seq} is not readable.` });
      this.#chain.payloadUnknown();
    } else if ((flags & FLAG.payloadTrimmed) !== 0) {
      this.payloadsTrimmed++;
      this.#chain.payloadUnknown();
    } else if (index >= 0 || (flags & (FLAG.linked | FLAG.relinked | FLAG.unlinked)) !== 0) {
      this.#chain.payload(seq, index, flags, gap);
    }
    this.#chain.previousSeq = seq;
    if ((flags & FLAG.final) !== 0) this.finished = true;
  }

  /** Seqs were left out. When the chain goes on all the same, only numbers are missing. */
  #gap(seq: number, flags: number): void {
    const from = this.#nextSeq;
    if (this.#isPartial) return;
    if ((flags & FLAG.linked) === 0) return this.#miss(from, seq - 1);
    const first = this.#firstPayload;
    if (from < first) this.#miss(from, Math.min(seq, first) - 1);
    if (seq > Math.max(from, first)) {
      this.#report("misnumbered", seq, {
        code: "ids-skipped",
        from: from - 1,
        to: seq,
        text: `The ids go from ${from - 1} to ${seq}, but no event is missing between them.`,
      });
    }
  }

  #miss(from: number, to: number): void {
    this.gaps++;
    this.#missing.append(from, to);
  }
}
