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
  /** The stream's name, once an answer or a token has said it. */
  requestId: string | null;
  /** The highest id delivered, -1 before the first. */
  readonly lastSeq: number;
  /** Its events carry marks, which the history keeps. */
  readonly marks?: boolean;
  /** @returns facts that are valid only until the next event is read */
  read(event: SseEvent): EventFacts;
  /** The facts of the next stream event inside the same SSE event; null when it holds no more. Absent: each holds one. */
  more?(): EventFacts | null;
  /** A block came that has an id and no data: no event, but a cursor (HTML standard, 9.2.6). Absent: ids are no cursors. */
  idAlone?(block: SseEvent): void;
  /** Called for each answer that is a stream, before its events. */
  answered?(headers: IncomingHttpHeaders): void;
  /**
   * What a resume or a proof needs of the stream's first answer and was not in it, as a sentence; null where nothing lacks.
   *
   * @param isOver the whole stream was read, so that no later event can bring it
   */
  lacks?(isOver: boolean): string | null;
  /** What it found over the whole stream. Asked for when its client is done. */
  verdicts?(): readonly StreamVerdict[];
  /** Releases its memory. The reader is not used afterwards. */
  end?(): void;
  /** A reader that goes on from where this one is, for a second client of the same stream. */
  fork?(): StreamReader;
  /** Values that another client of the same stream has taken from its answers. */
  adopt?(values: Readonly<Record<string, string>>): void;
  /** Puts its stream into the existing session of another stream. */
  joinSession?(other: StreamReader): void;
  /** How its client opens and resumes the stream. Absent: by the protocol's `start`, and `resume` with a token. */
  readonly route?: StreamRoute;
}

/** How a stream is read a second time. */
export interface StreamWitness {
  readonly when: "alongside" | "again";
  /** The client's opening creates nothing, so the witness may open the stream first. */
  readonly mayComeFirst: boolean;
  open(): RequestSpec;
  /** A new reader of the same stream. */
  reader(): StreamReader;
}

/** What a proof says of a whole stream: how a document compares with its parts, or why a proof did not work out. */
export type StreamVerdict = Omit<DocumentRecord, "s" | "at"> | Omit<UnprovedRecord, "s" | "at">;

/** How one stream is created, opened and resumed without a token. The stream's reader knows what the requests need. */
export interface StreamRoute {
  /** Requests to send before the stream is opened, in this order. `take` reads an answer and says what is wrong with it, or null. */
  readonly steps: readonly {
    request(): RequestSpec;
    take(body: string, headers: IncomingHttpHeaders): string | null;
    /** What a refusal means, or an answer that lacks what is taken. */
    readonly otherwise?: string;
  }[];
  open(): RequestSpec;
  /** The request, and the number of the last event that its cursor covers (-1 without a cursor). */
  resume(): { readonly request: RequestSpec; readonly from: number };
  /** How the stream may end without an event that says so: by the server's close, or by the status of an answer. */
  readonly ends?: {
    readonly close: boolean;
    readonly statuses: readonly number[];
    /** The client leaves by itself after so many events, because the stream may go on. */
    readonly byCount?: boolean;
  };
  /** Its protocol lets the server close the stream now, between two events, and go on with it when the client comes back. Absent: no. */
  readonly mayBeClosed?: boolean;
  /** Requests with a cursor that is not this client's. Absent: the stream has no cursors to exchange. */
  readonly cursors?: CursorRequests | undefined;
  /** Statuses by which the server says that it cannot go on from the client's cursor. */
  readonly goneStatuses?: readonly number[];
  /** How the stream is read a second time, without cuts. */
  readonly witness?: StreamWitness | undefined;
  /** How the harness publishes the stream's events: one request an event, in this order. Absent: somebody else does. */
  readonly publisher?: { requests(events: number, bytes: number): Iterable<RequestSpec> };
}

export interface CursorRequests {
  /** The cursor that the client would send now; null without one. */
  readonly own: string | null;
  /** One of the same form as `own` that the server never gave out. */
  readonly unknown: string | null;
  resumeWith(cursor: string): RequestSpec;
}
