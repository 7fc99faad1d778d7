import { FLAG } from "../../history/event-flags.ts";
import type { DocumentRecord, UnprovedRecord } from "../../history/proof-records.ts";
import type { ProtocolTerms } from "../../history/terms.ts";
import type { FaceTotals, StreamEnd } from "../face-totals.ts";
import type { ToldFinding } from "../findings.ts";

/** Which proofs of the protocol worked out for one stream, and what each of them needs to be counted. */
export class StreamProofs {
  readonly #terms: Pick<ProtocolTerms, "proof" | "idsAlone" | "firstPayload">;
  /** Why a proof did not work out for this stream, by its name. */
  readonly #failed = new Map<string, string>();
  #document: DocumentRecord | null = null;
  #anyNumbered = false;
  #gotPayload = false;
  /** Every flag that one of its events had. */
  #flags = 0;
  /** None of its proofs worked out, so nothing is said of it but that events are of another stream. */
  isUnproved: boolean;

  constructor(terms: Pick<ProtocolTerms, "proof" | "idsAlone" | "firstPayload">) {
    this.#terms = terms;
    this.isUnproved = !this.#canShowLoss();
  }

  /** Events came: all of their flags together, and the highest number among them (-1 without one). */
  events(flags: number, highest: number): void {
    this.#flags |= flags;
    this.#anyNumbered ||= highest >= 0;
    this.#gotPayload ||= highest >= this.#terms.firstPayload;
  }

  failed({ proof, why }: Pick<UnprovedRecord, "proof" | "why">): void {
    this.#failed.set(proof, why);
    this.isUnproved = !this.#canShowLoss();
  }

  /** @returns how the document differs from its parts, or null */
  document(record: DocumentRecord): ToldFinding | null {
    this.#document = record;
    if (record.same) return null;
    const { parts, whole, moved } = record;
    const kind = moved ? "reordered" : parts < whole ? "lost" : parts > whole ? "duplicated" : "corrupted";
    const text = `The joined parts have ${parts} characters, but differ from the document of ${whole} characters in the last event.`;
    return { kind, code: "document-differs", parts, whole, text };
  }

  /** Whether the document shows that the stream is whole; null where events have numbers, or no document came. */
  get wholeByDocument(): boolean | null {
    return this.#anyNumbered ? null : (this.#document?.same ?? null);
  }

  get sawFinal(): boolean {
    return (this.#flags & FLAG.final) !== 0;
  }

  get payloads(): StreamEnd["payloads"] {
    if ((this.#flags & (FLAG.linked | FLAG.relinked | FLAG.unlinked)) !== 0) return "linked";
    return this.#gotPayload ? "without-links" : "none";
  }

  /** Whether a proof that can show a loss judged its events. */
  get anyWorked(): boolean {
    const { proof, idsAlone } = this.#terms;
    return [...proof, ...(idsAlone?.proof ?? [])].some(
      (name) => name !== "marker" && !this.#failed.has(name) && this.#worked(name),
    );
  }

  /** Counts each proof as one that judged this stream, or as one that did not work out. */
  count(totals: FaceTotals): void {
    const { proof, idsAlone } = this.#terms;
    const names = idsAlone !== null && this.payloads === "without-links" ? idsAlone.proof : proof;
    for (const name of names) {
      const why = this.#failed.get(name) ?? (this.#worked(name) ? null : "none of its events could be proved");
      totals.proof(name, why);
    }
  }

  #worked(name: string): boolean {
    if (name === "document") return this.#document !== null;
    return name === "chain" ? this.payloads === "linked" : this.#anyNumbered;
  }

  /** Whether a proof that can show a loss has not failed yet. A marker alone shows none. */
  #canShowLoss(): boolean {
    return this.#terms.proof.some((name) => name !== "marker" && !this.#failed.has(name));
  }
}
