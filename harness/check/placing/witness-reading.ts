import { FLAG } from "../../history/event-flags.ts";
import type { ProtocolTerms } from "../../history/terms.ts";
import { isOfStream, Marks } from "./marks.ts";
import type { StreamedRecord } from "./placed.ts";

/** A second reading of a stream, and how it ended. */
export class WitnessReading {
  readonly marks = new Marks();
  /** The numbers of its events, where they have some. */
  readonly seqs: number[] = [];
  /** How many events the stream has without the event that ended it: 1 more than the highest number, or counted. */
  owed = 0;
  state: "awaited" | "complete" | "failed";
  readonly #isIdentified: boolean;

  constructor({ proof, identified }: Pick<ProtocolTerms, "proof" | "identified">) {
    this.#isIdentified = identified === true;
    this.state = proof.includes("witness") ? "awaited" : "failed";
  }

  add(record: StreamedRecord): void {
    if (record.k === "ev") {
      this.marks.addAll(record);
      for (const [place, seq] of record.seq.entries()) {
        if (!isOfStream(record, place)) continue;
        if (!this.#isIdentified) this.seqs.push(seq);
        if (((record.fl[place] as number) & FLAG.final) !== 0) continue;
        this.owed = this.#isIdentified ? this.owed + 1 : Math.max(this.owed, seq + 1);
      }
    } else if (record.k === "done" && this.state === "awaited") {
      this.state = record.outcome === "complete" ? "complete" : "failed";
    }
  }
}
