/** How the joined parts of a stream compare with the whole document in its last event. Lengths in UTF-16 units. */
export interface DocumentRecord {
  readonly k: "document";
  readonly s: number;
  readonly at: number;
  readonly parts: number;
  readonly whole: number;
  readonly same: boolean;
  /** They differ but have the same characters in another order. */
  readonly moved?: true;
}

/** A proof could not be used for this stream. The stream is counted but not judged by that proof. */
export interface UnprovedRecord {
  readonly k: "unproved";
  readonly s: number;
  readonly at: number;
  readonly proof: string;
  /** A sentence without its full stop. */
  readonly why: string;
}
