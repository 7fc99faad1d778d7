/** How a stream's parts, joined, compare with the whole document in its last event. Lengths in UTF-16 units. */
export interface DocumentRecord {
  readonly k: "document";
  readonly s: number;
  readonly at: number;
  readonly parts: number;
  readonly whole: number;
  readonly same: boolean;
  /** They differ, and have the same characters in another order. */
  readonly moved?: true;
}

/** A proof did not work out for this stream: it is counted, and not judged by that proof. */
export interface UnprovedRecord {
  readonly k: "unproved";
  readonly s: number;
  readonly at: number;
  readonly proof: string;
  /** In a sentence without its full stop. */
  readonly why: string;
}
