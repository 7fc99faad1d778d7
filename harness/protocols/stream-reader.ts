import type { IncomingHttpHeaders } from "node:http";
import type { DocumentRecord, UnprovedRecord } from "../history/proof-records.ts";
import type { SseEvent } from "../sse/sse-event.ts";
import type { EventFacts } from "./event-facts.ts";

/** One HTTP request, ready to be sent. */
export interface RequestSpec {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Reads the events of one stream over all its connections. */
export interface StreamReader {
  /** The stream's name, once an answer or a token told it. */
  requestId: string | null;
  /** The highest id delivered, -1 before the first. */
  readonly lastSeq: number;
  /** Its events carry marks, which the history keeps. */
  readonly marks?: boolean;
  /** @returns what is meant until the next event is read */
  read(event: SseEvent): EventFacts;
  /** The facts of the next event of the stream that the same event held; null when it held no more. Absent: one holds one. */
  more?(): EventFacts | null;
  /** Told of each answer that is a stream, before its events. */
  answered?(headers: IncomingHttpHeaders): void;
  /** What it found over the whole stream; asked when its client is done. */
  verdicts?(): readonly StreamVerdict[];
  /** Gives back what it holds. It is not read with afterwards. */
  end?(): void;
  /** A reader that goes on from where this one is, for a second client of the same stream. */
  fork?(): StreamReader;
  /** Values that another client of the same stream has taken from its answers. */
  adopt?(values: Readonly<Record<string, string>>): void;
  /** Its stream is to live in the session of another one, which exists. */
  joinSession?(other: StreamReader): void;
  /** How its own client gets in and comes back. Absent: by the protocol's `start`, and `resume` with a token. */
  readonly route?: StreamRoute;
}

/** How a stream is read a second time. */
export interface StreamWitness {
  readonly when: "alongside" | "again";
  /** Nothing of the stream is made by the client's own opening, so that the witness may open it first. */
  readonly mayComeFirst: boolean;
  open(): RequestSpec;
  /** A new reader of the same stream. */
  reader(): StreamReader;
}

/** What a proof says of a whole stream: how a document compares with its parts, or that a proof did not work out. */
export type StreamVerdict = Omit<DocumentRecord, "s" | "at"> | Omit<UnprovedRecord, "s" | "at">;

/** One stream's way in and back where no token is needed: what its requests need is known to the stream's reader. */
export interface StreamRoute {
  /** Requests to send before the stream is opened, in this order. `take` reads an answer's body and says what is wrong with it. */
  readonly steps: readonly {
    request(): RequestSpec;
    take(body: string, headers: IncomingHttpHeaders): string | null;
    /** What a refusal means, or an answer that lacks what is taken. */
    readonly otherwise?: string;
  }[];
  open(): RequestSpec;
  /** The request, and the number of the last event that its cursor covers; -1 without a cursor. */
  resume(): { readonly request: RequestSpec; readonly from: number };
  /** How the stream may end without an event that says so: by the server's close, or by the status of an answer. */
  readonly ends?: {
    readonly close: boolean;
    readonly statuses: readonly number[];
    /** The client leaves by itself after so many events, for the stream may go on. */
    readonly byCount?: boolean;
  };
  /** Requests with a cursor that is not this client's. Absent: its cursors are no texts of their own. */
  readonly cursors?: CursorRequests | undefined;
  /** Statuses by which the server says that it cannot go on from the client's cursor. */
  readonly goneStatuses?: readonly number[];
  /** How the stream is read a second time, never cut. */
  readonly witness?: StreamWitness | undefined;
  /** Where the harness is the one who publishes: one request an event, in this order. */
  readonly publisher?: { requests(events: number, bytes: number): Iterable<RequestSpec> };
}

export interface CursorRequests {
  /** The cursor that the client would send now; null without one. */
  readonly own: string | null;
  /** One of the same form as `own` that the server never gave out. */
  readonly unknown: string | null;
  resumeWith(cursor: string): RequestSpec;
}
