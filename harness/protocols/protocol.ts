import type { IncomingHttpHeaders } from "node:http";
import type { DocumentRecord, UnprovedRecord } from "../history/proof-records.ts";
import type { ProtocolTerms, WorkloadKind } from "../history/terms.ts";
import type { SseEvent } from "../sse/sse-event.ts";
import type { StreamDescription } from "./description/description.ts";
import type { Probe } from "./probe.ts";

/** One HTTP request, ready to be sent. */
export interface RequestSpec {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What a client holds when it wants to go on. */
export interface ResumeCursor {
  readonly token: string;
  /** Sent as Last-Event-ID; null leaves it out. */
  readonly lastEventId: number | null;
}

export interface TokenClaims {
  readonly seq: number;
  /** Unix seconds. */
  readonly exp: number;
  readonly kid: string;
}

/** What one event is, as far as a client can prove it. */
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
  /** It is of another stream: it says so itself, or (then it is `unlinked`) another stream of the face has its chain. */
  readonly foreign: boolean;
  readonly final: boolean;
  readonly payloadTrimmed: boolean;
  readonly malformed: boolean;
  readonly resumeUnavailable: boolean;
  /** It says that the server cannot go on from the client's cursor. */
  readonly gone: boolean;
  /** Already seen by id: not given to the application. */
  readonly dropped: boolean;
  /** Dropped, with other bytes than those which came first. */
  readonly differs: boolean;
  /** Its content is not what the client knows it to be. */
  readonly altered?: boolean;
  /** Its chain is `unlinked`, and no earlier event had its bytes: it is no old payload that comes again. */
  readonly unseen: boolean;
  readonly token: { readonly raw: string; readonly claims: TokenClaims } | null;
  /** What tells it from others where it is compared with a second reading; null elsewhere. */
  readonly mark: EventMark | null;
}

/** An event by its id and 64 bits of its type and data, each number of 32 bits. */
export interface EventMark {
  /** A digest of the id that came with it; 0 without one. */
  readonly id: number;
  readonly lo: number;
  readonly hi: number;
}

/** What an event is of which nothing is known. */
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

/** What rows can be made of a protocol's streams (docs/rows.md). */
export interface Abilities {
  /** Why a client cannot say where it stopped; null where it can. */
  readonly noCursor: string | null;
  /** Its streams end by themselves. False: the client leaves after so many events. */
  readonly ends: boolean;
  /** A proof tells an event of another stream. */
  readonly seesForeign: boolean;
  /** How the server says that a cursor is gone is described. */
  readonly describesGone: boolean;
  /** What a stream can be asked to be like. */
  readonly workloads: readonly WorkloadKind[];
  /** Whether probes of cursors can be made (`CursorRequests`, or `Protocol.probes`). */
  readonly probesCursors: boolean;
  /** Whether a second client can join a stream (`StreamReader.fork`). */
  readonly joins: boolean;
  /** Rows of which its specification does not say how they are answered. */
  readonly leavesOpen?: readonly string[];
  /** The harness publishes its events. */
  readonly publishes?: true;
  /** A server may turn a second reader of a stream away. */
  readonly oneReader?: true;
  /** Several streams can live in one session (`StreamReader.joinSession`). */
  readonly sessions?: true;
}

/** An answer's headers, their names in lower case. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What an answer's headers say beyond HTTP. */
export interface AnswerNotes {
  /** The stream's name in the server's logs. */
  readonly requestId?: string;
  /** Events are missing from what follows. */
  readonly partial?: true;
  /** How the stream goes on (`ProtocolTerms.liveMode`). */
  readonly mode?: string;
}

/** What the body of a refusal says. */
export interface RefusalNotes {
  readonly code?: string;
  readonly reason?: string;
}

/** A description with its values; as JSON it can be carried to another process. */
export interface DescribedSource {
  readonly name: string;
  readonly description: StreamDescription;
  readonly given: Readonly<Record<string, string>>;
  /** What each stream's marker begins with. */
  readonly word: string;
}

/** How to start, read and resume one kind of stream. */
export interface Protocol {
  readonly name: string;
  /** What the judge has to know of it; goes into the history's head. */
  readonly terms: ProtocolTerms;
  start(workload: Readonly<Record<string, number>>): RequestSpec;
  resume(cursor: ResumeCursor): RequestSpec;
  createReader(kind?: WorkloadKind): StreamReader;
  /** Absent: as little as any stream has (`plainAbilities`). */
  readonly abilities?: Abilities;
  /** What its streams are made of, where it is a description: for clients that run elsewhere, in k6. */
  readonly described?: DescribedSource;
  /** Its own requests carry a `traceparent`, which ours must not be taken for. */
  readonly setsTraceparent?: boolean;
  /** The same protocol with readers that know what those of the same face have read. Absent: that would show nothing. */
  forFace?(): Protocol;
  /** Absent: the protocol has no headers of its own. */
  readAnswer?(headers: Headers): AnswerNotes;
  /** Absent: its refusals have no form that could be read. */
  readRefusal?(body: string): RefusalNotes;
  /** Resume requests that a server must refuse. */
  readonly probes?: readonly Probe[];
  /** What a token says, signed or not; null when it is not readable. */
  claimsOf?(token: string): TokenClaims | null;
  /** Whether a text holds something that is a token by its form. */
  holdsToken?(text: string): boolean;
}

/** Of a protocol that says nothing about it. */
export const plainAbilities: Abilities = {
  noCursor: null,
  ends: true,
  seesForeign: false,
  describesGone: false,
  workloads: [],
  probesCursors: false,
  joins: false,
};
