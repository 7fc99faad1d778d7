import { FLAG } from "../history/event-flags.ts";
import type { FindingKind, Told } from "./findings.ts";
import { SeqRanges } from "./seq-ranges.ts";

/** Told once for each finding. `count`: how many events it stands for. */
export type Report = (kind: FindingKind, seq: number, told: Told, count?: number) => void;

/** What a connection promised to send: everything above `cursor`. */
export interface ConnectionTerms {
  /** -1 for a start. */
  readonly cursor: number;
  /** What is missing was trimmed, and we were told. */
  readonly partial: boolean;
}

/** An event whose chain did not follow. The next one tells whether it was changed or never belonged here. */
interface Suspect {
  readonly seq: number;
  readonly index: number;
  /** A gap before it explains why it did not follow. */
  readonly explained: boolean;
  /** Payloads that are missing before it by its index, if it belongs to this stream. */
  readonly jump: number;
  relinks: number;
}

/**
 * Follows one stream's events over all its connections and finds what is lost, duplicated, reordered, corrupted, phantom
 * or misnumbered. Its memory grows with the faults, not with the stream.
 *
 * Two witnesses are heard: the ids, and the links from payload to payload with their index. Where a target has no links
 * the ids stand alone.
 */
export class DeliveryCheck {
  readonly #report: Report;
  readonly #firstPayload: number;
  readonly #missing = new SeqRanges();
  #nextSeq = 0;
  #nextIndex = 0;
  #suspect: Suspect | null = null;
  /** The next payload cannot follow, and it is known why. */
  #excused = false;
  #relinkExcused = false;
  #terms: ConnectionTerms = { cursor: -1, partial: false };
  #connNext = 0;
  #connSkipped = new SeqRanges();
  #previousSeq = -1;
  /** Gaps in the ids that were noticed, closed again or not. */
  gaps = 0;
  delivered = 0;
  redelivered = 0;
  payloadsTrimmed = 0;
  finished = false;

  /** @param firstPayload as in `ProtocolTerms` */
  constructor(report: Report, firstPayload: number) {
    this.#report = report;
    this.#firstPayload = firstPayload;
  }

  /** The number of events that were owed and have not come. */
  get missing(): number {
    return this.#missing.size;
  }

  /** Its client joined the stream behind this event: what came before is not owed. */
  joinBehind(cursor: number): void {
    this.#nextSeq = cursor + 1;
    this.#nextIndex = Math.max(0, cursor + 1 - this.#firstPayload);
  }

  connect(terms: ConnectionTerms): void {
    this.#terms = terms;
    this.#connNext = terms.cursor + 1;
    this.#connSkipped = new SeqRanges();
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
      this.redelivered++; // the client knew it by its place; no proof gave it a number
    } else if ((flags & FLAG.dropped) !== 0) {
      if ((flags & FLAG.altered) !== 0) this.#altered(seq);
      else this.#dropped(seq, flags);
    } else if (seq >= 0) {
      if ((flags & FLAG.altered) !== 0) this.#altered(seq);
      this.#numbered(seq, index, flags);
    } else this.#unnumbered(index, flags);
    if (seq >= 0) this.#followConnection(seq);
  }

  /** The whole stream was seen to have this many events, and the client says that it is through with it. */
  owed(total: number): void {
    if (total > this.#nextSeq) this.#miss(this.#nextSeq, total - 1);
    this.#nextSeq = Math.max(this.#nextSeq, total);
  }

  #altered(seq: number): void {
    this.#missing.remove(seq);
    this.#report("corrupted", seq, { code: "other-content", text: `Event ${seq} came with different content.` });
  }

  /** Nothing more will come: what is still open is decided. */
  end(): void {
    this.#resolve("end");
    for (const { from, to } of this.#missing.ranges()) {
      const many = to - from + 1;
      const text = many === 1 ? `Event ${from} never came.` : `Events ${from} to ${to} never came.`;
      this.#report("lost", from, { code: "never-came", from, to, text }, many);
    }
  }

  /** Seqs ascend on one connection; what was skipped there may be late, all else that goes back is sent twice. */
  #followConnection(seq: number): void {
    if (seq < this.#connNext) return;
    this.#connSkipped.append(this.#connNext, seq - 1);
    this.#connNext = seq + 1;
  }

  #dropped(seq: number, flags: number): void {
    if (this.#missing.remove(seq)) {
      const after = this.#nextSeq - 1;
      this.#report("reordered", seq, { code: "came-late", after, text: `Event ${seq} came after event ${after}.` });
      this.#resolveLate(flags);
      return;
    }
    if ((flags & FLAG.differs) !== 0) return this.#differs(seq, flags);
    if (seq < this.#connNext && !this.#connSkipped.remove(seq)) {
      const { cursor } = this.#terms;
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
      this.#resolve("linked");
      this.#nextIndex++;
      this.#report("misnumbered", seq, {
        code: "old-id",
        text: `The stream's next event came under the old id ${seq}.`,
      });
    } else if ((flags & FLAG.relinked) !== 0) {
      if (this.#suspect?.seq === seq) this.#suspect = null;
      this.#relinkExcused = true;
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
      this.#excused = true;
      this.#report("corrupted", -1, { code: "not-readable", after, text: `An event after ${after} is not readable.` });
    } else if ((flags & (FLAG.linked | FLAG.relinked)) !== 0) {
      this.#payload(-1, index, flags, false);
      this.#report("misnumbered", -1, { code: "no-id", after, text: `The event after ${after} has no id.` });
      this.#nextSeq++; // its id, which the next one may leave out or not
    } else if ((flags & FLAG.unlinked) !== 0) {
      this.#report("phantom", -1, {
        code: "foreign-event",
        text: `An event without an id came after ${after}; it is not of this stream.`,
      });
      this.#relinkExcused = true;
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
      this.#resolve("end");
      this.#report("corrupted", seq, { code: "not-readable", after: seq - 1, text: `Event ${seq} is not readable.` });
      this.#excused = true;
      this.#nextIndex++;
    } else if ((flags & FLAG.payloadTrimmed) !== 0) {
      this.payloadsTrimmed++;
      this.#excused = true;
      this.#nextIndex++;
    } else if (index >= 0 || (flags & (FLAG.linked | FLAG.relinked | FLAG.unlinked)) !== 0) {
      this.#payload(seq, index, flags, gap);
    }
    this.#previousSeq = seq;
    if ((flags & FLAG.final) !== 0) this.finished = true;
  }

  /** Seqs were left out. When the chain goes on all the same, only numbers are missing. */
  #gap(seq: number, flags: number): void {
    const from = this.#nextSeq;
    if (this.#terms.partial) return;
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

  #payload(seq: number, index: number, flags: number, gap: boolean): void {
    const final = (flags & FLAG.final) !== 0;
    if ((flags & FLAG.linked) !== 0) {
      this.#resolve("linked");
      if (index >= 0 && index !== this.#nextIndex) {
        const expected = this.#nextIndex;
        const text = `Event ${seq} says that it is number ${index}; it is number ${expected}.`;
        this.#report("corrupted", seq, { code: "other-index", index, expected, text });
      }
      if (!final) this.#nextIndex++;
    } else if ((flags & FLAG.relinked) !== 0) {
      this.#resolve("relinked");
      this.#nextIndex = Math.max(0, index) + (final ? 0 : 1);
    } else if ((flags & FLAG.unlinked) !== 0) this.#unlinked(seq, index, flags, gap);
    else if (index >= 0) this.#nextIndex = index + (final ? 0 : 1); // no chain: the ids stand alone
    this.#excused = false;
    this.#relinkExcused = false;
  }

  #unlinked(seq: number, index: number, flags: number, gap: boolean): void {
    this.#resolve("end");
    const final = (flags & FLAG.final) !== 0;
    const explained = gap || this.#excused || this.#terms.partial;
    const jump = explained ? 0 : Math.max(0, index - this.#nextIndex);
    const again = index >= 0 && index < this.#nextIndex && (flags & FLAG.unseen) === 0;
    if (!explained && again && !final) {
      this.#report("duplicated", seq, {
        code: "payload-again",
        index,
        text: `Payload ${index} came again, as event ${seq}.`,
      });
      this.#relinkExcused = true;
      this.#suspect = { seq, index, explained: true, jump, relinks: -1 };
      return;
    }
    if (!explained && final && jump === 0) {
      this.#report("corrupted", seq, {
        code: "final-does-not-fit",
        text: `The last event ${seq} does not fit the payloads before it.`,
      });
    } else this.#suspect = { seq, index, explained, jump, relinks: 0 };
    if (index >= 0) this.#nextIndex = index + (final ? 0 : 1);
  }

  /** Decides on the suspect by what came next: it follows the suspect, or what was before it, or nothing will come. */
  #resolve(how: "linked" | "relinked" | "end"): void {
    const suspect = this.#suspect;
    this.#suspect = null;
    if (how === "relinked") {
      if (this.#relinkExcused || suspect?.relinks === -1) return;
      const seq = suspect?.seq ?? this.#previousSeq;
      this.#report("phantom", seq, {
        code: "foreign-event",
        text: `Event ${seq} is not of this stream: the next one follows from the one before it.`,
      });
    } else if (suspect && suspect.jump > 0) {
      const { seq, jump } = suspect;
      const text = `${jump} payloads before event ${seq} are missing, although no id is missing.`;
      this.#report("lost", seq, { code: "payloads-missing", payloads: jump, text }, jump);
    } else if (suspect && !suspect.explained) {
      const text = `Event ${suspect.seq} has other content than was sent.`;
      this.#report("corrupted", suspect.seq, { code: "other-content", text });
    }
  }

  /** A late event that follows from before the suspect, more than once: the suspect jumped ahead without belonging here. */
  #resolveLate(flags: number): void {
    const suspect = this.#suspect;
    if (!suspect || suspect.relinks < 0 || (flags & FLAG.relinked) === 0) return;
    if (++suspect.relinks < 2) return;
    this.#suspect = null;
    const text = `Event ${suspect.seq} is not of this stream: the events after it follow from the one before it.`;
    this.#report("phantom", suspect.seq, { code: "foreign-event", text });
  }
}
