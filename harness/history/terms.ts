/** What the judge has to know of a protocol. It stands in the history's head, so the judge imports no protocol. */
export interface ProtocolTerms {
  readonly name: string;
  /** A cursor that each client has, or a token that the server issues. */
  readonly resumesBy: "cursor" | "token";
  /** The proofs that its events carry. */
  readonly proof: readonly string[];
  /** What those proofs cannot show, in a sentence. */
  readonly cannotSee: string;
  /** Its events carry no numbers: they are placed by a second reading, or by a replay from the start. */
  readonly identified?: true;
  /** A stream is shared by all who read it, so a reading may begin and end anywhere in it. */
  readonly shared?: true;
}
