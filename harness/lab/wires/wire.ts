import type { IncomingHttpHeaders } from "node:http";
import type { ClientRow } from "../../../rows/client/row.ts";
import type { Delivery } from "../history/delivery.ts";
import type { SentRecord } from "../history/records.ts";
import type { Payload } from "../stage/payload.ts";

/** A protocol as the lab plays it: the rows that it can have, and the server's side of each. */
export interface ProtocolWire {
  /** What carries the client's cursor, as people call it. */
  readonly cursorName: string;
  /** The cursor of the stream's start, where an aside hands it out. */
  readonly startCursor?: string;
  rows(rows: readonly ClientRow[]): OfferedRows;
  /** The server's side of one row. It may remember what its client asked for. */
  play(row: ClientRow): Wire;
}

export interface OfferedRows {
  readonly rows: readonly ClientRow[];
  readonly notOffered: readonly NotOffered[];
}

/** A row that a protocol cannot have, with the reason. */
export interface NotOffered {
  readonly row: string;
  readonly reason: string;
}

/** The server's side of one row: which request is which, and how the stream is written. */
export interface Wire {
  place(asked: Asked): Place;
  /** Headers of the answer that is the stream. */
  readonly headers: Readonly<Record<string, string>>;
  readonly writing: Writing;
  /** A resume is answered with the whole stream from its start. */
  readonly replays: boolean;
  /** What an application gets of a block's data: the payload's text; null for data that hold none. */
  payloadIn(data: string): string | null;
  /** What a line of the client's output says: some payloads, or none. */
  delivered(delivery: Delivery): readonly Delivery[];
  /** What is known of event n beside its text; -1: of what opens the stream. */
  labels(n: number): Partial<Pick<SentRecord, "lastId" | "hasId" | "event" | "unlabelled">>;
}

/** A request of the client. */
export interface Asked {
  readonly method: string;
  /** Below the row's URL, with its query. */
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** All events of the stream, and how many of them were sent as a whole so far. */
  readonly stream: { readonly payloads: readonly Payload[]; readonly sent: number };
}

/** Where a request belongs. An aside is answered at once, and nobody judges it. */
export type Place = Aside | StreamPlace;

export interface Aside {
  readonly kind: "aside";
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** A way to get the stream that the lab does not play: the client did nothing wrong, and cannot be judged any further. */
  readonly notPlayed?: string;
}

export interface StreamPlace {
  readonly kind: "stream";
  /** It went to the route that resumes, or to the one that makes a stream, where the protocol has these. */
  readonly resumes: boolean;
  readonly opens?: true;
  readonly cursor: string | null;
  /** Where the cursor stood. */
  readonly cursorIn: string;
  /** The path and what of its query each request repeats. */
  readonly path: string;
  /** Each request has the same body. */
  readonly repeatsBody: boolean;
}

/** How a stream is written, where that is not as the row's form says. */
export interface Writing {
  /** The data of an event. Absent: the payload itself. */
  data?(payload: Payload): string;
  /** What comes before the first event, for a client that begins. */
  opening?(): string;
  /** What comes behind each event. */
  behind?(payload: Payload): string;
  /** The cursor behind event n. Absent: the event's id. */
  cursorBehind?(n: number): string;
}

/** A request that makes a stream, without a cursor. Its body may differ each time. */
export function openingPlace(path: string): StreamPlace {
  return { kind: "stream", resumes: false, opens: true, cursor: null, cursorIn: "", path, repeatsBody: false };
}

export function jsonAside(value: unknown, more: Partial<Aside> = {}): Aside {
  const { status = 200, headers = {}, ...rest } = more;
  return {
    kind: "aside",
    ...rest,
    status,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(value),
  };
}
