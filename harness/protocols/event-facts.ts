export interface TokenClaims {
  readonly seq: number;
  /** Unix seconds. */
  readonly exp: number;
  readonly kid: string;
}

/** What a client can prove about one event. */
export interface EventFacts {
  /** The id as a number; -1 without one. */
  readonly seq: number;
  /** The payload's index; for the last event its total; -1 without a payload. */
  readonly index: number;
  /**
   * Whether the payload's hash chain follows from the payload delivered before; `relinked`: from an earlier one;
   * `none`: it has no chain.
   */
  readonly chain: "linked" | "relinked" | "unlinked" | "none";
  /** It is of another stream: it says so itself, or another stream of the face has its chain (then it is `unlinked`). */
  readonly foreign: boolean;
  readonly final: boolean;
  readonly payloadTrimmed: boolean;
  readonly malformed: boolean;
  readonly resumeUnavailable: boolean;
  /** It says that the server cannot go on from the client's cursor. */
  readonly gone: boolean;
  /** The client has its id already, so it is not given to the application. */
  readonly dropped: boolean;
  /** Dropped, and its bytes differ from those that came first. */
  readonly differs: boolean;
  /** Its content is not what the client knows it to be. */
  readonly altered?: boolean;
  /** Its chain is `unlinked`, and no earlier event had its bytes: it is not an old payload that comes again. */
  readonly unseen: boolean;
  readonly token: { readonly raw: string; readonly claims: TokenClaims } | null;
  /** What it is compared by with a second reading; null where there is no such comparison. */
  readonly mark: EventMark | null;
}

/** An event by its id and 64 bits of its type and data, each number of 32 bits. */
export interface EventMark {
  /** A digest of the id that came with it; 0 without one. */
  readonly id: number;
  readonly lo: number;
  readonly hi: number;
}

/** The facts of an event about which nothing is known. */
export const plainFacts: EventFacts = {
  seq: -1,
  index: -1,
  chain: "none",
  foreign: false,
  final: false,
  payloadTrimmed: false,
  malformed: false,
  resumeUnavailable: false,
  gone: false,
  dropped: false,
  differs: false,
  unseen: false,
  token: null,
  mark: null,
};
