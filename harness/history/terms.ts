/** What the judge has to know about a protocol. It is in the history's head, so the judge imports no protocol. */
export interface ProtocolTerms extends ProofTerms {
  readonly name: string;
  /** A cursor that every client knows, or a token that the server issues. */
  readonly resumesBy: "cursor" | "token";
  /** The proof of a stream whose events carried no link to the event before. Null: links are not part of the proof. */
  readonly idsAlone: ProofTerms | null;
  /** The number of the first event with a payload: losing an earlier one breaks no link. */
  readonly firstPayload: number;
  /** Null: no document says which refusals are right, so none is called wrong. */
  readonly refusals: RefusalTerms | null;
  /** Statuses by which a server asks its client to wait: an answer with one of them is not an error. */
  readonly busy: readonly number[];
  /** The code of a refusal because the wanted events were trimmed. Null: there is no such code. */
  readonly trimmedCode: string | null;
  /** An answer that names another mode than this one may close before the last event. Null: no answer names a mode. */
  readonly liveMode: string | null;
  /** Its events carry no numbers: their places come from a second reading, or from a replay from the start. */
  readonly identified?: true;
  /** A stream is shared by all its readers, so a reading may begin and end anywhere in it. */
  readonly shared?: true;
  /** The server may close a stream in good order whenever its client holds a cursor (`CloseRecord.resumable`). Absent: only at its end. */
  readonly closes?: "anytime";
}

export interface ProofTerms {
  /** The proofs that its events carry. */
  readonly proof: readonly string[];
  /** What those proofs cannot show, in a sentence. */
  readonly cannotSee: string;
}

/** How a server has to refuse. */
export interface RefusalTerms {
  /** The statuses besides 200 that the document allows as an answer to a start and to a resume. */
  readonly start: readonly number[];
  readonly resume: readonly number[];
  /** The answer to an expired cursor. Its code is wrong for any other cursor. */
  readonly expired: { readonly status: number; readonly code: string };
}

/** For a protocol without a document about refusals. 429 and 503 are HTTP's own (RFC 6585, 4; RFC 9110, 15.6.4). */
export const undocumented = {
  idsAlone: null,
  firstPayload: 0,
  refusals: null,
  busy: [429, 503],
  trimmedCode: null,
  liveMode: null,
} as const satisfies Partial<ProtocolTerms>;

/**
 * The form that a stream is asked to have. `burst`: all events at once. `idle`: seconds between two events. `hostile-text`:
 * texts that look like the stream's own framing.
 */
export type WorkloadKind = "burst" | "idle" | "hostile-text";

/**
 * The answers that tell a client clearly that it cannot go on. `gone`: those that say so in the way that the protocol's
 * description names; numbers: those with one of these statuses; `any`: nothing describes them, so any 4xx is one.
 */
export type ClearRefusal = "gone" | "any" | readonly number[];
