import type { Answer } from "../../../rows/client/row.ts";
import type { Delivery } from "./delivery.ts";

/**
 * What the lab saw of one client in one row: a history, one JSON object a line. The judge gets nothing else.
 *
 * Times are milliseconds since the row's start.
 */
export type LabRecord =
  | LabHead
  | RequestRecord
  | AnswerRecord
  | SentRecord
  | HalfRecord
  | AsideRecord
  | EndRecord
  | CauseRecord
  | NotPlayedRecord
  | GotRecord
  | ClientRecord
  | DoneRecord;

export const LAB_HISTORY = "client_history.v1";

export interface LabHead {
  readonly k: "head";
  readonly schema: typeof LAB_HISTORY;
  readonly row: string;
  /** A name, or that of the description's file. */
  readonly protocol: string;
  readonly seed: number;
  readonly client: string;
  /** The application has to start a new stream after a refusal that says so. */
  readonly mustStartAnew: boolean;
  readonly startedAt: string;
  /** What carries the cursor, as people call it. Absent: Last-Event-ID. */
  readonly cursorName?: string;
  /** A cursor that a client may have before its first event, from an answer that is no stream. */
  readonly startCursor?: string;
  /** Absent: the lab. */
  readonly answeredBy?: "reference server";
  /** The client tells what it delivers: it did so in another row, although not in this one. */
  readonly reports?: true;
  /** How many clients were asked for, in a row that is about many; and that they had to spread. */
  readonly clients?: number;
  readonly mustSpread?: true;
}

/** A request of the client. `r` counts them from 0. */
export interface RequestRecord {
  readonly k: "req";
  readonly r: number;
  readonly at: number;
  readonly method: string;
  /** The path below the row's URL, with its query but for a cursor in it. */
  readonly path: string;
  /** Whether it went to the route that resumes, where the protocol has one. */
  readonly resumes: boolean;
  /** It went to the route that makes a stream, where the protocol has one. */
  readonly opens?: true;
  readonly accept: string | null;
  readonly contentType: string | null;
  /** SHA-256 of the body, 16 hex digits; null without a body. */
  readonly body: string | null;
  /** Null: no cursor was sent. */
  readonly cursor: string | null;
  /** `header`, or where else the cursor stood. */
  readonly cursorIn: string | null;
  /** The resume token, where the protocol has one: which of those that were issued, counted from 0; -1 for any other. */
  readonly token?: number;
  readonly credentials: "sent" | "absent" | "wrong";
}

export interface AnswerRecord {
  readonly k: "ans";
  readonly r: number;
  readonly at: number;
  readonly status: number;
  /** Absent: the row is through, and the answer is the 204 that tells clients to stop. */
  readonly answer?: Answer;
  /** The wait that `Retry-After` asks for. */
  readonly retryAfterMs: number | null;
  /** Only the last event is sent, because those before it were trimmed (contract, Resume). */
  readonly partial?: true;
}

/** A block that was sent as a whole, as the standard reads it. */
export interface SentRecord {
  readonly k: "sent";
  readonly r: number;
  readonly at: number;
  /** The stream's name, and the event's number in it; -1 for a block that is none of its events. */
  readonly of: string;
  readonly n: number;
  readonly lastId: string;
  readonly hasId: boolean;
  readonly event: string;
  readonly data: string | null;
  readonly retryMs: number | null;
  readonly last: boolean;
  /** The cursor is not the event's id, so the client cannot tell it as one. */
  readonly unlabelled?: true;
  /** Other streams of the row have an event with the same data, so its delivery is not judged. */
  readonly common?: true;
  /** The resume token that it carries, counted from 0, where that is known. */
  readonly token?: number;
}

/** The part of an event that was sent before a cut. */
export interface HalfRecord {
  readonly k: "half";
  readonly r: number;
  readonly at: number;
  readonly of: string;
  readonly n: number;
  readonly id: string;
  readonly data: string;
}

/** An event that belongs to the connection and not to the stream: it has no id and is owed to no one. */
export interface AsideRecord {
  readonly k: "aside";
  readonly r: number;
  readonly at: number;
  readonly data: string;
  /** The resume token that it carries, counted from 0, where that is known. */
  readonly token?: number;
}

/** The end of a connection that carried a stream. */
export interface EndRecord {
  readonly k: "end";
  readonly r: number;
  readonly at: number;
  readonly how: "cut" | "end" | "reset" | "silent" | "client";
  /** Whether the client had reported all that was sent, or was given the time to. */
  readonly settled: "reported" | "waited" | "no";
}

/** What was done to the server behind the lab: seen to have happened, undone, or failed. */
export interface CauseRecord {
  readonly k: "cause";
  readonly at: number;
  readonly what: "seen" | "undone" | "failed";
  readonly text: string;
}

/** The client asked in a way that the lab does not play. */
export interface NotPlayedRecord {
  readonly k: "not-played";
  readonly at: number;
  readonly text: string;
}

/** What the client says that it delivered. A key that it leaves out is undefined. */
export interface GotRecord extends Delivery {
  readonly k: "got";
  readonly at: number;
}

export interface ClientRecord {
  readonly k: "client";
  readonly at: number;
  readonly what: "started" | "ended";
  readonly how: string;
  /** Whether it ended with success; null as long as it runs, and for a page. */
  readonly ok: boolean | null;
}

/** Why the row was over. */
export interface DoneRecord {
  readonly k: "done";
  readonly at: number;
  readonly why: "finished" | "client-ended" | "quiet" | "limit" | "hammered" | "aborted";
}
