import type {
  EndRecord,
  FaultRecord,
  HeadRecord,
  HistoryRecord,
  NoteRecord,
  TelemetryRecord,
} from "../history/records.ts";
import type { SampleRecord } from "../history/samples.ts";
import { FaceTotals } from "./face-totals.ts";
import { LossWindows } from "./loss-windows.ts";
import type { Observer } from "./observer.ts";
import { needsPlacing, type PlacedTo, Placing } from "./placing/placing.ts";
import { StreamCheck } from "./stream/stream-check.ts";
import type { StreamSinks } from "./stream/stream-sinks.ts";

/** All that the checker says of one face. */
export interface FaceFacts {
  readonly head: HeadRecord;
  readonly totals: FaceTotals;
  readonly faults: readonly FaultRecord[];
  readonly telemetry: readonly TelemetryRecord[];
  readonly notes: readonly NoteRecord[];
  readonly samples: readonly SampleRecord[];
  readonly end: EndRecord | null;
  /** The last moment of which there is a record. */
  readonly lastAt: number;
  /** Records that have been written and are not here, as far as that can be known. */
  readonly missingRecords: number | null;
  /** Lines that could not be read. They count as records that are here, but nobody knows what they said. */
  readonly damagedLines: number;
}

/** So many samples are kept: over five hours at one a second. */
const mostSamples = 20_000;

/**
 * Judges the records of one face as they are read. Pure: no clock, no file.
 *
 * Records of one stream come in the order in which they were written; those of different streams may be mixed in any way.
 */
export class FaceCheck {
  readonly #head: HeadRecord;
  readonly #sinks: StreamSinks;
  readonly #streams = new Map<number, StreamCheck>();
  readonly #faults: FaultRecord[] = [];
  readonly #telemetry: TelemetryRecord[] = [];
  readonly #notes: NoteRecord[] = [];
  readonly #samples: SampleRecord[] = [];
  readonly #placing: Placing | null;
  #end: EndRecord | null = null;
  #records = 1;
  #lastAt = 0;
  #damagedLines = 0;

  constructor(head: HeadRecord, observer: Observer) {
    this.#head = head;
    this.#sinks = {
      face: head.face,
      totals: new FaceTotals(head.face.expect),
      observer,
      losses: new LossWindows(head.face.expect),
    };
    this.#placing = needsPlacing(head.face) ? new Placing(head.face, this.#placed()) : null;
  }

  record(record: HistoryRecord): void {
    if (record.k === "end") {
      this.#end = record;
      this.#lastAt = Math.max(this.#lastAt, record.at);
      return;
    }
    this.#records++;
    if (this.#placing?.takes(record)) {
      this.#lastAt = Math.max(this.#lastAt, "at" in record && typeof record.at === "number" ? record.at : 0);
      return;
    }
    this.#judge(record);
  }

  #judge(record: Exclude<HistoryRecord, EndRecord>): void {
    switch (record.k) {
      case "ev":
        this.#lastAt = Math.max(this.#lastAt, record.at.at(-1) ?? 0);
        return this.#stream(record.s)?.events(record);
      case "stream":
        this.#lastAt = Math.max(this.#lastAt, record.due);
        this.#streams.set(record.s, this.#newStream(record));
        return;
      case "conn":
        return this.#stream(record.s)?.conn(record);
      case "answer":
        return this.#stream(record.s)?.answer(record);
      case "close":
        return this.#stream(record.s)?.close(record);
      case "done":
        this.#lastAt = Math.max(this.#lastAt, record.at);
        this.#stream(record.s)?.done(record);
        this.#streams.delete(record.s);
        return;
      case "document":
        return this.#stream(record.s)?.document(record);
      case "unproved":
        return this.#stream(record.s)?.unproved(record);
      case "dropped":
        this.#sinks.totals.droppedArrivals++;
        return;
      case "fault":
        this.#lastAt = Math.max(this.#lastAt, record.at);
        this.#faults.push(record);
        this.#sinks.losses.fault(record);
        return;
      case "telemetry":
        this.#telemetry.push(record);
        return;
      case "note":
        this.#notes.push(record);
        return;
      case "sample":
        if (this.#samples.length < mostSamples) this.#samples.push(record);
        return;
    }
  }

  /** A line could not be read. It may have belonged to any open stream, so the open streams are judged no further. */
  damage(): void {
    this.#records++;
    this.#damagedLines++;
    this.#placing?.damage();
    for (const stream of this.#streams.values()) stream.taint();
  }

  /** Call once, after the last record. */
  finish(): FaceFacts {
    this.#placing?.finish();
    for (const stream of this.#streams.values()) stream.cutOff(this.#lastAt);
    this.#streams.clear();
    return this.soFar();
  }

  /** What can be said before the end. It says nothing of streams that are still open. */
  soFar(): FaceFacts {
    return {
      head: this.#head,
      totals: this.#sinks.totals,
      faults: this.#faults,
      telemetry: this.#telemetry,
      notes: this.#notes,
      samples: this.#samples,
      end: this.#end,
      lastAt: this.#lastAt,
      missingRecords: this.#end === null ? null : this.#end.records - this.#records,
      damagedLines: this.#damagedLines,
    };
  }

  #placed(): PlacedTo {
    return {
      record: (record) => this.#judge(record),
      owed: (s, total) => this.#stream(s)?.owed(total),
      taint: (s) => this.#stream(s)?.taint(),
    };
  }

  #newStream(record: Extract<HistoryRecord, { k: "stream" }>): StreamCheck {
    return new StreamCheck(record, this.#sinks);
  }

  /** A stream whose own record is missing is counted and not judged. Where nothing is damaged, such records are ignored. */
  #stream(s: number): StreamCheck | undefined {
    const known = this.#streams.get(s);
    if (known || this.#damagedLines === 0) return known;
    const stream = new StreamCheck({ k: "stream", s, role: "cut", due: this.#lastAt }, this.#sinks);
    stream.taint();
    this.#streams.set(s, stream);
    return stream;
  }
}
