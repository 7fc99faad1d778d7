/** A resume request that no server may accept, made from a valid token, and the only correct answers to it. */
export interface Probe {
  readonly name: string;
  /** The probe of a row that this one stands for, in this protocol. */
  readonly row?: "unknown-cursor" | "foreign-cursor";
  /** What is wrong with the request, for people. */
  readonly says: string;
  readonly must: readonly { readonly status: number; readonly code: string }[];
  /** `newest`: the token that the client would resume with. `expired`: its oldest, once its life is over. */
  readonly takes: "newest" | "expired";
  /** Who sends it: the client itself, or a client of another API key. */
  readonly as: "self" | "another";
  /**
   * The token to send.
   *
   * @param other a token of another stream, or null where there is none
   */
  tamper(token: string, other: string | null): string;
}
