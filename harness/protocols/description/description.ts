/**
 * A protocol as a value: how one kind of stream is created, opened, read, resumed and ended.
 *
 * Paths, header values and JSON bodies may hold names in braces. `{marker}` is a word of the stream's own; all other names
 * are taken from the answers to `create`. JSON pointers are those of RFC 6901.
 */
export interface StreamDescription {
  /** Requests before the stream is opened, in this order. */
  readonly create?: CreateRequest | readonly CreateRequest[];
  readonly open: DescribedRequest;
  /** The request that goes on with the stream. Absent: `open` again. */
  readonly resume?: DescribedRequest;
  readonly cursor: Cursor;
  /** Any of these is the stream's last event. */
  readonly end: readonly EndRule[];
  /** Events that belong to the connection, not to the stream: they are read and not judged. */
  readonly aside?: readonly AsideRule[];
  /** The counter is needed; a marker beside it shows events of other streams. */
  readonly proof: readonly [NumberProof, MarkerProof?];
}

/** Exactly one of `get` and `post`: a path, which begins with "/". A target's own path stands before it. */
export interface DescribedRequest {
  readonly get?: string;
  readonly post?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The body of a POST. */
  readonly json?: unknown;
}

export interface CreateRequest extends DescribedRequest {
  /** Name → JSON pointer into the answer's body. */
  readonly take?: Readonly<Record<string, string>>;
}

export interface Cursor {
  /** The event's id, a value at a JSON pointer into its data, the number of events read, or nothing. */
  readonly from: "id" | { readonly data: string } | "count" | "none";
  /** Absent where `from` is "none". */
  readonly send?: { readonly header: string } | { readonly query: string };
}

export type EndRule =
  | { readonly event: string }
  | { readonly data: string }
  | { readonly pointer: string; readonly equals: string | number | boolean | null }
  /** The event with this many before it and itself. */
  | { readonly after: number };

export type AsideRule = { readonly event: string } | "without-id";

/** A counter without gaps: in the id, or at a JSON pointer into the data. */
export interface NumberProof {
  readonly number: string;
  /** The first event's number. Absent: 0. */
  readonly from?: number;
}

/** Where each numbered event of a stream repeats a word of its own. */
export interface MarkerProof {
  /** A JSON pointer into the data. */
  readonly marker: string;
  /** The word: `{marker}`, which a request sent, or a value taken from an answer. Absent: `{marker}`. */
  readonly equals?: string;
}

/** What the proofs of a description cannot show. Stands in the results of each face that they judged. */
export function cannotSee({ proof: [, marker] }: StreamDescription): string {
  const changed = "an event whose content was changed before it was first sent, an event without a number";
  return marker === undefined
    ? `${changed}, and an event of another stream under the number that was due.`
    : `${changed}, and an event of another stream that lies about its marker.`;
}
