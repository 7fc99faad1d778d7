import { FLAG } from "../../history/event-flags.ts";
import type { DoneRecord, StreamRecord } from "../../history/records.ts";
import type { ProtocolTerms } from "../../history/terms.ts";
import { placeByReplay } from "./by-replay.ts";
import { placeByWitness, whyUseless } from "./by-witness.ts";
import { compareNumbered } from "./compare-numbered.ts";
import { Marks } from "./marks.ts";
import type { IsElsewhere, StreamedRecord } from "./placed.ts";
import { readingsOf, renumbered } from "./renumber.ts";
import { WitnessReading } from "./witness-reading.ts";

/** A stream's records with the true places of its events. */
export interface PlacedStream {
  readonly records: readonly StreamedRecord[];
  /** How many events the whole stream has; null where that is unknown. */
  readonly total: number | null;
  /** How many events the stream's evidence does not hold. */
  readonly strangers: number;
  readonly unproved: readonly { readonly proof: string; readonly why: string }[];
}

/** One stream's records, held until its witness has finished. */
export class HeldStream {
  readonly s: number;
  readonly #terms: ProtocolTerms;
  readonly #records: StreamedRecord[];
  readonly #witness: WitnessReading;
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
    this.isJoined = joined !== undefined;
    this.#witness = joined ? joined.#witness : new WitnessReading(terms);
  }

  get isReady(): boolean {
    return this.#done !== null && this.#witness.state !== "awaited";
  }

  /** What shows which events are this stream's: the witness' reading, or else the client's own. */
  get evidence(): Marks {
    if (this.#witness.state === "complete") return this.#witness.marks;
    const own = new Marks();
    for (const record of this.#records) if (record.k === "ev") own.addAll(record);
    return own;
  }

  add(record: StreamedRecord): void {
    this.#records.push(record);
    if (record.k === "done") this.#done = record;
    if (record.k === "unproved" && record.proof === "witness") this.#witness.state = "failed";
  }

  addWitness(record: StreamedRecord): void {
    this.#witness.add(record);
  }

  place(isElsewhere: IsElsewhere): PlacedStream {
    return this.#terms.identified === true ? this.#placed(isElsewhere) : this.#compared(isElsewhere);
  }

  /** Events without numbers get the places that the proof shows. */
  #placed(isElsewhere: IsElsewhere): PlacedStream {
    const { proof, shared = false } = this.#terms;
    const connections = readingsOf(this.#records);
    const readings = [...connections.values()];
    const unproved = this.#unproved;
    const useless =
      this.#witness.state === "complete" && proof.includes("witness")
        ? whyUseless(readings, this.#witness.marks, { shared, isElsewhere })
        : null;
    const failed = useless === null ? [] : [{ proof: "witness", why: useless }];
    if (this.#witness.state === "complete" && useless === null) {
      const found = placeByWitness(readings, this.#witness.marks, { shared, isElsewhere });
      const idle = proof.includes("prefix") ? [{ proof: "prefix", why: "its witness proves more" }] : [];
      const total = found.total === null ? null : this.#owed(found.total);
      const records = renumbered(this.#records, connections, found.readings);
      return { ...found, total, records, unproved: [...unproved, ...idle] };
    }
    if (proof.includes("prefix")) {
      const found = placeByReplay(readings, isElsewhere);
      const cameBack = readings.slice(1).some(({ marks }) => marks.length > 0);
      const why = cameBack && found.replayed === 0 ? [{ proof: "prefix", why: "a resume replayed nothing" }] : [];
      const records = renumbered(this.#records, connections, found.readings);
      return { records, total: null, strangers: found.strangers, unproved: [...unproved, ...failed, ...why] };
    }
    return { records: this.#records, total: null, strangers: 0, unproved: [...unproved, ...failed] };
  }

  #compared(isElsewhere: IsElsewhere): PlacedStream {
    const unproved = this.#unproved;
    if (this.#witness.state !== "complete") return { total: null, strangers: 0, unproved, records: this.#records };
    const total = this.#terms.shared ? null : this.#witness.owed;
    return { ...compareNumbered(this.#records, this.#witness, isElsewhere), total, unproved };
  }

  /** Proofs that did not work out. A run that is stopped leaves witnesses unfinished, and has no record of why. */
  get #unproved(): PlacedStream["unproved"] {
    const unproved = this.#records.filter((record) => record.k === "unproved");
    const lacksWitness = this.#terms.proof.includes("witness") && this.#witness.state !== "complete";
    if (!lacksWitness || this.#done?.outcome !== "complete" || unproved.some(({ proof }) => proof === "witness"))
      return unproved;
    return [...unproved, { proof: "witness", why: "the run ended before its witness had finished" }];
  }

  /** A client whose stream was ended by a close, or by the status of an answer, needs no event that says so. */
  #owed(total: number): number {
    const hasEnd = this.#records.some(
      (record) => record.k === "ev" && record.fl.some((flags) => (flags & FLAG.final) !== 0),
    );
    return hasEnd ? total : this.#witness.owed;
  }
}
