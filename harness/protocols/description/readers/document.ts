import type { DocumentRecord } from "../../../history/proof-records.ts";
import type { StreamVerdict } from "../../stream-reader.ts";
import type { DocumentProof } from "../description.ts";
import type { EventJson } from "../rules.ts";

/** A longer document is not compared. In UTF-16 units. */
const longest = 16 * 1024 * 1024;

/** Joins a stream's parts as they are delivered, and compares them with the whole document in the stream's last event. */
export class DocumentParts {
  readonly #proof: DocumentProof;
  #parts: string[] = [];
  #length = 0;
  #whole: unknown;
  #ended = false;

  constructor(proof: DocumentProof) {
    this.#proof = proof;
  }

  /** The same parts, for a second client of the stream. */
  copy(): DocumentParts {
    const copy = new DocumentParts(this.#proof);
    copy.#parts = [...this.#parts];
    copy.#length = this.#length;
    copy.#whole = this.#whole;
    copy.#ended = this.#ended;
    return copy;
  }

  add(json: EventJson): void {
    const part = json.at(this.#proof.part);
    if (typeof part !== "string" || this.#length > longest) return;
    this.#length += part.length;
    if (this.#length > longest) this.#parts = [];
    else this.#parts.push(part);
  }

  finish(json: EventJson): void {
    this.#ended = true;
    this.#whole = json.at(this.#proof.document);
  }

  verdict(): StreamVerdict {
    const { document } = this.#proof;
    const unproved = (why: string) => ({ k: "unproved", proof: "document", why }) as const;
    if (!this.#ended) return unproved("its last event never came");
    if (typeof this.#whole !== "string") return unproved(`its last event has no text at ${document}`);
    if (this.#length > longest) return unproved(`its document is longer than ${longest} characters`);
    return compared(this.#parts.join(""), this.#whole);
  }
}

/** How the joined parts compare with the whole. */
export function compared(joined: string, whole: string): Omit<DocumentRecord, "s" | "at"> {
  const both = { k: "document", parts: joined.length, whole: whole.length } as const;
  if (joined === whole) return { ...both, same: true };
  const moved = joined.length === whole.length && sorted(joined) === sorted(whole);
  return { ...both, same: false, ...(moved ? { moved } : {}) };
}

function sorted(text: string): string {
  return text.split("").sort().join("");
}
