import { FLAG } from "../../history/event-flags.ts";
import type { DoneRecord, EndRecord, EventsRecord, HistoryRecord, StreamRecord } from "../../history/records.ts";
import type { ProtocolTerms } from "../../history/terms.ts";
import { placeByReplay } from "./by-replay.ts";
import { placeByWitness, whyUseless } from "./by-witness.ts";
import { Marks } from "./marks.ts";
import { type IsElsewhere, ODD, type Placed, type PlacedReading, type Reading } from "./placed.ts";

export type StreamedRecord = Exclude<HistoryRecord, EndRecord>;

/** A stream's records with the true places of its events. */
export interface PlacedStream {
  readonly records: readonly StreamedRecord[];
  /** How many events the whole stream has; null where that is unknown. */
  readonly total: number | null;
  /** Events that stand nowhere in the stream's evidence. */
  readonly strangers: number;
  readonly unproved: readonly { readonly proof: string; readonly why: string }[];
}

/** A second reading of a stream, and how it ended. */
interface Witness {
  readonly marks: Marks;
  /** The numbers of its events, where they have some. */
  readonly seqs: number[];
  /** The same without the event that ended it: 1 more than the highest number, or how many. */
  owed: number;
  state: "awaited" | "complete" | "failed";
}

/** One stream's records, held until its witness has finished. */
export class HeldStream {
  readonly s: number;
  readonly #terms: ProtocolTerms;
  readonly #records: StreamedRecord[];
  readonly #witness: Witness;
  /** Its client joined another stream, whose witness is its own too. */
  readonly isJoined: boolean;
  #done: DoneRecord | null = null;
  /** The stream that reads it again; -1 while there is none. */
  witnessedBy = -1;
  damaged = false;

  /** @param joined the stream that this one's client joined: it has the same witness */
  constructor(stream: StreamRecord, terms: ProtocolTerms, joined?: HeldStream) {
    this.s = stream.s;
    this.#terms = terms;
    this.#records = [stream];
    const state = terms.proof.includes("witness") ? "awaited" : "failed";
    this.isJoined = joined !== undefined;
    this.#witness = joined ? joined.#witness : { marks: new Marks(), seqs: [], owed: 0, state };
  }

  get isReady(): boolean {
    return this.#done !== null && this.#witness.state !== "awaited";
  }

  /** What shows which events are this stream's: the witness' reading, or else the client's own. */
  get evidence(): Marks {
    if (this.#witness.state === "complete") return this.#witness.marks;
    const own = new Marks();
    for (const record of this.#records) if (record.k === "ev") addTo(own, record);
    return own;
  }

  add(record: StreamedRecord): void {
    this.#records.push(record);
    if (record.k === "done") this.#done = record;
    if (record.k === "unproved" && record.proof === "witness") this.#witness.state = "failed";
  }

  addWitness(record: StreamedRecord): void {
    if (record.k === "ev") {
      addTo(this.#witness.marks, record);
      for (const [place, seq] of record.seq.entries()) {
        if (!isOfStream(record, place)) continue;
        if (this.#terms.identified !== true) this.#witness.seqs.push(seq);
        if (((record.fl[place] as number) & FLAG.final) !== 0) continue;
        this.#witness.owed =
          this.#terms.identified === true ? this.#witness.owed + 1 : Math.max(this.#witness.owed, seq + 1);
      }
    } else if (record.k === "done" && this.#witness.state === "awaited") {
      this.#witness.state = record.outcome === "complete" ? "complete" : "failed";
    }
  }

  place(isElsewhere: IsElsewhere): PlacedStream {
    return this.#terms.identified === true ? this.#placed(isElsewhere) : this.#compared(isElsewhere);
  }

  /** Events without numbers get the places that the proof shows. */
  #placed(isElsewhere: IsElsewhere): PlacedStream {
    const { proof, shared = false } = this.#terms;
    const connections = this.#connections();
    const readings = [...connections.values()];
    const unproved = this.#records.filter((record) => record.k === "unproved");
    const useless =
      this.#witness.state === "complete" && proof.includes("witness")
        ? whyUseless(readings, this.#witness.marks, { shared, isElsewhere })
        : null;
    const failed = useless === null ? [] : [{ proof: "witness", why: useless }];
    if (this.#witness.state === "complete" && useless === null) {
      const found = placeByWitness(readings, this.#witness.marks, { shared, isElsewhere });
      const idle = proof.includes("prefix") ? [{ proof: "prefix", why: "its witness proves more" }] : [];
      const total = found.total === null ? null : this.#owed(found.total);
      return {
        ...found,
        total,
        records: this.#renumbered(connections, found.readings),
        unproved: [...unproved, ...idle],
      };
    }
    if (proof.includes("prefix")) {
      const found = placeByReplay(readings, isElsewhere);
      const cameBack = readings.slice(1).some(({ marks }) => marks.length > 0);
      const why = cameBack && found.replayed === 0 ? [{ proof: "prefix", why: "a resume replayed nothing" }] : [];
      const records = this.#renumbered(connections, found.readings);
      return { records, total: null, strangers: found.strangers, unproved: [...unproved, ...failed, ...why] };
    }
    return { records: this.#records, total: null, strangers: 0, unproved: [...unproved, ...failed] };
  }

  /** What each connection brought, by its number. */
  #connections(): Map<number, Reading> {
    const readings = new Map<number, Reading>();
    for (const record of this.#records) {
      if (record.k === "conn" && record.intent !== "probe" && record.intent !== "withdrawn") {
        readings.set(record.c, { from: record.from ?? -1, marks: new Marks() });
      } else if (record.k === "ev") {
        const reading = readings.get(record.c);
        if (reading) addTo(reading.marks, record);
      }
    }
    return readings;
  }

  #renumbered(connections: ReadonlyMap<number, Reading>, readings: readonly PlacedReading[]): StreamedRecord[] {
    const placed = new Map([...connections.keys()].map((c, number) => [c, readings[number] as PlacedReading]));
    const next = new Map<number, number>();
    return this.#records.map((record) => {
      if (record.k === "conn") {
        const own = placed.get(record.c);
        return own && record.kind === "resume" ? { ...record, from: own.cursor } : record;
      }
      if (record.k !== "ev") return record;
      const events = placed.get(record.c)?.events ?? [];
      let at = next.get(record.c) ?? 0;
      const own = record.seq.map((_, place) => (isOfStream(record, place) ? events[at++] : undefined));
      next.set(record.c, at);
      return withPlaces(record, own);
    });
  }

  /** Events with numbers keep them; the witness' content under the same number must be the same. */
  #compared(isElsewhere: IsElsewhere): PlacedStream {
    const unproved = this.#records.filter((record) => record.k === "unproved");
    const unchanged = { total: null, strangers: 0, unproved };
    if (this.#witness.state !== "complete") return { ...unchanged, records: this.#records };
    const total = this.#terms.shared ? null : this.#witness.owed;
    const places = new Map(this.#witness.seqs.map((seq, place) => [seq, place]));
    const marks = new Marks();
    let strangers = 0;
    const records = this.#records.map((record): StreamedRecord => {
      if (record.k !== "ev") return record;
      const fl = record.fl.map((flags, place) => {
        const there = places.get(record.seq[place] as number);
        if (there === undefined || (record.seq[place] as number) < 0) return flags;
        marks.add(record, place);
        const last = marks.length - 1;
        if (marks.sameContent(last, this.#witness.marks, there) || (flags & FLAG.differs) !== 0) return flags;
        strangers++;
        return flags | (isElsewhere(marks.key(last)) ? FLAG.foreign : FLAG.altered);
      });
      return { ...record, fl };
    });
    return { ...unchanged, records, strangers, total };
  }

  /** A client whose stream was ended by a close, or by the status of an answer, needs no event that says so. */
  #owed(total: number): number {
    const hasEnd = this.#records.some(
      (record) => record.k === "ev" && record.fl.some((flags) => (flags & FLAG.final) !== 0),
    );
    return hasEnd ? total : this.#witness.owed;
  }
}

function isOfStream(record: EventsRecord, place: number): boolean {
  return (record.idx[place] as number) >= 0 || (record.seq[place] as number) >= 0;
}

function addTo(marks: Marks, record: EventsRecord): void {
  for (let place = 0; place < record.seq.length; place++) if (isOfStream(record, place)) marks.add(record, place);
}

const oddFlags = {
  [ODD.none]: 0,
  [ODD.altered]: FLAG.altered,
  [ODD.foreign]: FLAG.foreign,
  [ODD.unknown]: FLAG.stranger,
};

function withPlaces(record: EventsRecord, events: readonly (Placed | undefined)[]): EventsRecord {
  const seq = events.map((event) => event?.seq ?? -1);
  const fl = record.fl.map((flags, place) => {
    const event = events[place];
    if (!event) return flags;
    return (flags & ~FLAG.dropped) | (event.dropped ? FLAG.dropped : 0) | oddFlags[event.odd];
  });
  return { k: "ev", s: record.s, c: record.c, seq, at: record.at, idx: seq, fl };
}
