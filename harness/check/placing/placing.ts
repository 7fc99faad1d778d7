import type { FaceInfo } from "../../history/face-info.ts";
import type { EndRecord, HistoryRecord, StreamRecord } from "../../history/records.ts";
import type { ProtocolTerms } from "../../history/terms.ts";
import { HeldStream } from "./held-stream.ts";
import type { Marks } from "./marks.ts";
import type { StreamedRecord } from "./placed.ts";

/** Gets the records once their events have places. */
export interface PlacedTo {
  record(record: Exclude<HistoryRecord, EndRecord>): void;
  /** The stream has this many events, and its client has finished. */
  owed(s: number, total: number): void;
  taint(s: number): void;
}

/** Whether a face's events get their places from a second reading or a replay, not from numbers of their own. */
export function needsPlacing({ protocol }: Pick<FaceInfo, "protocol">): boolean {
  return protocol.identified === true || protocol.proof.includes("witness");
}

/** So many marks of finished witnesses are kept, to recognize an event of another stream. Twelve bytes each. */
const mostMarks = 8_000_000;
/** So many streams may wait until all others have been read: one of their events may be of a stream that comes later. */
const mostLate = 1_000;

/**
 * Holds a stream's records until its proof is complete, gives its events their true places, and passes the records on as if
 * the events had been numbered. So streams with and without numbers are judged in the same way.
 */
export class Placing {
  readonly #terms: ProtocolTerms;
  readonly #to: PlacedTo;
  readonly #held = new Map<number, HeldStream>();
  /** The stream that a witness reads, by the witness' number. */
  readonly #witnesses = new Map<number, number>();
  readonly #late: HeldStream[] = [];
  /** Which stream holds an event, by the event's key (-1: several do). Indexed when somebody first asks. */
  readonly #elsewhere = new Map<string, number>();
  readonly #unindexed: { readonly s: number; readonly marks: Marks }[] = [];
  #kept = 0;
  #damaged = false;

  constructor(face: Pick<FaceInfo, "protocol">, to: PlacedTo) {
    this.#terms = face.protocol;
    this.#to = to;
  }

  /** @returns whether it takes the record. It takes those of streams and leaves all others. */
  takes(record: HistoryRecord): boolean {
    if (record.k === "end" || !("s" in record)) return false;
    if (record.k === "stream") this.#open(record);
    else {
      const of = this.#witnesses.get(record.s);
      const stream = this.#held.get(of ?? record.s);
      if (!stream) return of !== undefined;
      if (of === undefined) stream.add(record as StreamedRecord);
      else stream.addWitness(record as StreamedRecord);
      if (stream.isReady) this.#release(stream, "early");
    }
    return true;
  }

  /** A line was lost. It may have been of any stream that is held. */
  damage(): void {
    this.#damaged = true;
    for (const stream of this.#held.values()) stream.damaged = true;
  }

  finish(): void {
    const open = [...this.#held.values()];
    this.#held.clear();
    for (const stream of open) this.#keep(stream);
    for (const stream of [...this.#late.splice(0), ...open]) this.#release(stream, "last");
  }

  #open(record: StreamRecord): void {
    if (record.role === "witness" && record.of !== undefined) {
      this.#witnesses.set(record.s, record.of);
      const stream = this.#held.get(record.of);
      if (stream) stream.witnessedBy = record.s;
      return;
    }
    const joined = record.role === "reader" && record.of !== undefined ? this.#held.get(record.of) : undefined;
    const stream = new HeldStream(record, this.#terms, joined);
    stream.damaged = this.#damaged;
    this.#held.set(record.s, stream);
  }

  #release(stream: HeldStream, when: "early" | "last"): void {
    this.#held.delete(stream.s);
    if (when === "early") this.#keep(stream);
    if (stream.witnessedBy >= 0) this.#witnesses.delete(stream.witnessedBy);
    const placed = stream.place((key) => this.#isElsewhere(key, stream.s));
    if (placed.strangers > 0 && when === "early" && this.#late.length < mostLate) {
      this.#late.push(stream);
      return;
    }
    const { s } = stream;
    for (const record of placed.records) {
      if (record.k === "done" && placed.total !== null && record.outcome === "complete") this.#to.owed(s, placed.total);
      if (record.k === "unproved") continue;
      this.#to.record(record);
      if (record.k !== "stream") continue;
      if (stream.damaged) this.#to.taint(s);
      for (const each of placed.unproved) this.#to.record({ k: "unproved", s, at: record.due, ...each }); // before the events
    }
  }

  #keep({ s, evidence: marks, isJoined }: HeldStream): void {
    if (isJoined) return; // its events are those of the stream that it joined
    if (this.#kept + marks.length > mostMarks) return;
    this.#kept += marks.length;
    this.#unindexed.push({ s, marks });
  }

  #isElsewhere(key: string, s: number): boolean {
    for (const { s: of, marks } of this.#unindexed.splice(0)) {
      for (let place = 0; place < marks.length; place++) {
        const own = marks.key(place);
        this.#elsewhere.set(own, this.#elsewhere.has(own) && this.#elsewhere.get(own) !== of ? -1 : of);
      }
    }
    const of = this.#elsewhere.get(key);
    return of !== undefined && of >= 0 && of !== s; // an event that several streams hold identifies none of them
  }
}
