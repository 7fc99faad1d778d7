import { FLAG } from "../../history/event-flags.ts";
import type { ReportFinding } from "../findings.ts";

/** An event whose chain did not follow. The next one tells whether it was changed or never belonged here. */
interface Suspect {
  readonly seq: number;
  readonly index: number;
  /** A gap before it explains why it did not follow. */
  readonly explained: boolean;
  /** Payloads that are missing before it by its index, if it belongs to this stream. */
  readonly jump: number;
  /** Late events that followed from before it; -1 for a payload that came again. */
  relinks: number;
}

/**
 * Follows the hash chain from payload to payload, with the index that each of them names, and finds what the ids alone do not
 * show: a payload that was changed, put in, doubled, or left out under unbroken ids.
 */
export class ChainCheck {
  readonly #report: ReportFinding;
  #nextIndex = 0;
  #suspect: Suspect | null = null;
  /** The next payload cannot follow, and it is known why. */
  #excused = false;
  #relinkExcused = false;
  /** Events are missing on this connection, and the server said so. */
  #isPartial = false;
  /** The id of the stream's event before; -1 before the first. */
  previousSeq = -1;

  constructor(report: ReportFinding) {
    this.#report = report;
  }

  /** Its client joined the stream after so many payloads. */
  joinBehind(payloads: number): void {
    this.#nextIndex = payloads;
  }

  connect({ partial }: { readonly partial: boolean }): void {
    this.#isPartial = partial;
  }

  /** A payload, or a last event. `gap`: ids were left out before it. */
  payload(seq: number, index: number, flags: number, gap: boolean): void {
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
    else if (index >= 0) this.#nextIndex = index + (final ? 0 : 1); // no chain: only the ids are judged
    this.#excused = false;
    this.#relinkExcused = false;
  }

  /** An event of the stream whose payload is not there to be compared: it was trimmed, or it is not readable. */
  payloadUnknown(): void {
    this.#excused = true;
    this.#nextIndex++;
  }

  /** An event that is not readable and has no id: whether it held a payload is unknown. */
  eventUnknown(): void {
    this.#excused = true;
  }

  /** The stream's next payload came under an id that was used before. */
  payloadUnderOldId(): void {
    this.#resolve("linked");
    this.#nextIndex++;
  }

  /** An event that is not of this stream came under an id that was used before. */
  strangerUnderOldId(seq: number): void {
    if (this.#suspect?.seq === seq) this.#suspect = null;
    this.#relinkExcused = true;
  }

  /** An event that is not of this stream came without an id. */
  strangerWithoutId(): void {
    this.#relinkExcused = true;
  }

  /** A late event that follows from before the suspect, more than once: the suspect jumped ahead without belonging here. */
  late(flags: number): void {
    const suspect = this.#suspect;
    if (!suspect || suspect.relinks < 0 || (flags & FLAG.relinked) === 0) return;
    if (++suspect.relinks < 2) return;
    this.#suspect = null;
    const text = `Event ${suspect.seq} is not of this stream: the events after it follow from the one before it.`;
    this.#report("phantom", suspect.seq, { code: "foreign-event", text });
  }

  /** Nothing follows the suspect any more, so it is decided as it stands. */
  end(): void {
    this.#resolve("end");
  }

  #unlinked(seq: number, index: number, flags: number, gap: boolean): void {
    this.#resolve("end");
    const final = (flags & FLAG.final) !== 0;
    const explained = gap || this.#excused || this.#isPartial;
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
      const seq = suspect?.seq ?? this.previousSeq;
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
}
