/**
 * A protocol as a value: how one kind of stream is created, opened, read, resumed and ended.
 *
 * Paths, header values and JSON bodies may hold names in braces. `{marker}` is a word that is different for each stream. All other
 * names are taken from answers (`take`) or given by the user (`--with`). JSON pointers are those of RFC 6901.
 */
export interface StreamDescription {
  /**
   * Requests that make a session, in which several streams can live; sent before `create`. The row two-streams opens two streams in one
   * session, and two in sessions of their own.
   */
  readonly session?: CreateRequest | readonly CreateRequest[];
  /** Requests before the stream is opened, in this order. */
  readonly create?: CreateRequest | readonly CreateRequest[];
  /** The request whose answer is the stream. Values may be taken from the answer's headers and from its events. */
  readonly open: OpenRequest;
  /** The request that resumes the stream. Absent: `open` again. */
  readonly resume?: DescribedRequest;
  readonly cursor: Cursor;
  /** Each of these ends the stream. Absent only with the proof `publisher`, which knows its last event. */
  readonly end?: readonly EndRule[];
  /**
   * The server may close the connection, in good order and without ending the stream, whenever its client holds a cursor; the client
   * comes back after the pause of `retry:` and goes on. Absent: a close before the end is found.
   */
  readonly closes?: "anytime";
  /** Events that belong to the connection and not to the stream. They are read and not judged. */
  readonly aside?: readonly AsideRule[];
  /**
   * A JSON pointer to a list in an event's data ("" where the data are the list): each of its items is an event of the stream. For
   * servers that send together what was written one by one.
   */
  readonly items?: string;
  /** A stream has one reader at a time: the specification lets a server refuse a second one. */
  readonly readers?: "one";
  /** How the server says that it cannot go on from a cursor. */
  readonly gone?: readonly GoneRule[];
  /**
   * Rows (docs/rows.md) for which the protocol's specification does not say how a server answers. What it delivers there is judged;
   * how it answers is reported, and is not a fault.
   */
  readonly leavesOpen?: readonly string[];
  /** What shows that nothing is missing. With none, a run is inconclusive. */
  readonly proof: readonly Proof[];
  /** Values that make the server's streams as a row needs them (docs/rows.md): for names in braces. They replace those of `--with`. */
  readonly workloads?: Readonly<Partial<Record<"burst" | "idle" | "hostile-text", Readonly<Record<string, string>>>>>;
}

/** Exactly one of `get`, `post` and `put`: a path, which begins with "/". The target's own path is put before it. */
export interface DescribedRequest {
  readonly get?: string;
  readonly post?: string;
  readonly put?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The body of a POST or PUT. */
  readonly json?: unknown;
}

export interface CreateRequest extends DescribedRequest {
  /** Name → JSON pointer into the answer's body, or one of its headers. */
  readonly take?: Readonly<Record<string, string | { readonly header: string }>>;
  /** What it means when a server refuses this request, or its answer lacks what is taken: a sentence for the user. */
  readonly otherwise?: string;
}

export interface OpenRequest extends DescribedRequest {
  /** Name → one of the answer's headers, or a JSON pointer into the data of the first event that has a value there. */
  readonly take?: Readonly<Record<string, { readonly header: string } | { readonly event: string }>>;
}

export interface Cursor {
  /**
   * The event's id; a value at a JSON pointer into its data; a header of the answer; the number of events read; or nothing. With
   * nothing the server replays from the start, or the client cannot go on.
   */
  readonly from: "id" | { readonly data: string } | { readonly header: string } | "count" | "none";
  /** A header, a query parameter, or a place in the resume's JSON body. Absent where `from` is "none". */
  readonly send?: { readonly header: string } | { readonly query: string } | { readonly body: string };
  /** What a client sends that has no cursor yet. Absent: nothing. */
  readonly first?: string;
}

type Plain = string | number | boolean | null;

/** There is a value at a JSON pointer into the data; with `equals`, this one. */
export interface PointerRule {
  readonly pointer: string;
  readonly equals?: Plain;
}

export type EndRule =
  | { readonly event: string }
  | { readonly data: string }
  | PointerRule
  /** The event with this number, counted from 1. */
  | { readonly after: number }
  /** An answer with this status, such as 204, says that nothing more will come. */
  | { readonly status: number }
  /** The server closes the connection in good order. */
  | "close";

export type AsideRule = "without-id" | { readonly event: string } | { readonly data: string } | PointerRule;

export type GoneRule =
  | { readonly status: number | readonly number[] }
  | { readonly event: string }
  | { readonly data: string }
  | PointerRule;

export type Proof = NumberProof | MarkerProof | DocumentProof | PublisherProof | WitnessProof | "prefix";

/** A counter without gaps: in the id, or at a JSON pointer into the data. Of several pointers the first that has a value counts. */
export interface NumberProof {
  readonly number: string | readonly string[];
  /** The first event's number. Absent: 0. */
  readonly from?: number;
}

/** Each event of a stream repeats the stream's own word. */
export interface MarkerProof {
  /** Where the word is: a JSON pointer into the data; of several, the first that has a value. "data": the whole data are the word. */
  readonly marker: string | readonly string[];
  /** The word: `{marker}`, which a request sent, or a value taken from an answer. Absent: `{marker}`. */
  readonly equals?: string;
}

/** The last event holds the whole document. The parts, joined in the order in which they came, must equal it. */
export interface DocumentProof {
  /** A JSON pointer into the last event's data: a text. */
  readonly document: string;
  /** A JSON pointer into the data of each event that holds a part: a text. */
  readonly part: string;
}

/**
 * A second client reads the same stream without cuts: `alongside` the first one, or `again` after its end (from the stream's
 * start). `"witness"` means `alongside`.
 */
export type WitnessProof =
  | "witness"
  | {
      readonly witness: "alongside" | "again";
      /** The request that reads the stream from its start. Absent: `open`; where `open` is a POST, `resume` with the cursor's `first`. */
      readonly open?: DescribedRequest;
    };

export interface PublishRequest extends DescribedRequest {
  /** The body where it is not JSON. */
  readonly text?: string;
  /** The body as a form's fields (application/x-www-form-urlencoded). */
  readonly form?: Readonly<Record<string, string>>;
}

/** The harness publishes the events itself, with a number and a hash chain in each. For brokers. */
export interface PublisherProof {
  /** The request that publishes one event. `{payload}` in it is the payload, a text without line breaks. */
  readonly publisher: PublishRequest;
  /** A JSON pointer to the payload in an event's data. Absent: the data are the payload. */
  readonly at?: string;
  /** The request that publishes the last event. Absent: the same as for all others. */
  readonly last?: PublishRequest;
}

export const isNumber = (proof: Proof): proof is NumberProof => typeof proof === "object" && "number" in proof;
export const isMarker = (proof: Proof): proof is MarkerProof => typeof proof === "object" && "marker" in proof;
export const isDocument = (proof: Proof): proof is DocumentProof => typeof proof === "object" && "document" in proof;
export const isPublisher = (proof: Proof): proof is PublisherProof => typeof proof === "object" && "publisher" in proof;
export const isWitness = (proof: Proof): proof is WitnessProof =>
  proof === "witness" || (typeof proof === "object" && "witness" in proof);

/** A proof's name, as results have it. */
export function nameOfProof(proof: Proof): string {
  return typeof proof === "string" ? proof : (Object.keys(proof).find((key) => proofNames.has(key)) as string);
}

const proofNames = new Set(["number", "marker", "document", "witness", "publisher"]);
