/**
 * The records of a history: what the engine saw, one JSON object a line, one file a face.
 *
 * The judge reads nothing else. Times are milliseconds since the face's start (`FaceInfo.startedAt`), to a hundredth, unless
 * a name says otherwise. A stream's number (`s`) is unique in its face; a connection's (`c`) in its stream.
 *
 * All records are in this one file, because it is the file format: it is read from top to bottom, beside docs/history-format.md.
 */

import type { FaceInfo } from "./face-info.ts";
import type { FaultSeen } from "./fault-seen.ts";
import type { DocumentRecord, UnprovedRecord } from "./proof-records.ts";
import type { RunInfo } from "./run-info.ts";
import type { SampleRecord } from "./samples.ts";

/** The format's name and version, in the first line of each history. */
export const HISTORY_SCHEMA = "resume_gate.history.v2";

export type HistoryRecord =
  | HeadRecord
  | StreamRecord
  | ConnRecord
  | AnswerRecord
  | EventsRecord
  | TokenRecord
  | CloseRecord
  | DoneRecord
  | DocumentRecord
  | UnprovedRecord
  | DroppedRecord
  | FaultRecord
  | TelemetryRecord
  | SampleRecord
  | NoteRecord
  | EndRecord;

/** The first line: which run and face this is, and by which rules it is judged. */
export interface HeadRecord {
  readonly k: "head";
  readonly schema: typeof HISTORY_SCHEMA;
  readonly run: RunInfo;
  readonly face: FaceInfo;
}

/**
 * Why a stream is in the load.
 * - `cut`: cut as planned, comes back; its attempts are eligible.
 * - `uncut`: never cut; must reach its end.
 * - `late`: stays away on purpose for longer than the token's life; must be refused, must not retry, starts anew.
 * - `orphan`: cut before its first byte, so it never had a token; its client does not come back.
 * - `restart`: started by a client whose earlier stream could not be resumed.
 * - `reader`: a second client that joins another stream (`of`) with a cursor of that stream's client, and reads on from there.
 * - `witness`: a second reading of another stream (`of`), never cut. It is not a user; it only shows what that stream contains.
 */
export type Role = "cut" | "uncut" | "late" | "orphan" | "restart" | "witness" | "reader";

/** A stream begins. */
export interface StreamRecord {
  readonly k: "stream";
  readonly s: number;
  readonly role: Role;
  /** The planned arrival; latency counts from here. */
  readonly due: number;
  /** The stream that this one replaces, for role `restart`. */
  readonly replaces?: number;
  /** The stream that this one reads too, for the roles `witness` and `reader`. */
  readonly of?: number;
}

/** A request is sent: a start, or a resume attempt. */
export interface ConnRecord {
  readonly k: "conn";
  readonly s: number;
  readonly c: number;
  readonly kind: "start" | "resume";
  /** When the client wanted to send it. A start waits until the target has made its stream, so it is due later than the stream. */
  readonly due: number;
  /** When it was sent. */
  readonly at: number;
  readonly instance: string;
  /**
   * For resumes. `return`: a user who wants to go on (eligible). `late`: on purpose after the token's life (must be refused).
   * `withdrawn`: the client hangs up before the answer's first byte (judged by the next attempt). `probe`: a request that a
   * server must refuse; the answer must be one of `must`. `after-end`: the client has all events and asks once more; the
   * server has nothing to send and must end the stream.
   */
  readonly intent?: "return" | "late" | "withdrawn" | "probe" | "after-end";
  /** For probes: what is wrong with the request, e.g. `forged`, and the only right answers; `must` is absent when no document names them. */
  readonly probe?: string;
  readonly must?: readonly { readonly status: number; readonly code: string }[];
  /** How many attempts this cut has had before (0 for the first). Above 0 the client waited as it was told. */
  readonly retry?: number;
  /** Last-Event-ID sent, or -1 when none was. */
  readonly from?: number;
  /** The claims of the token that was sent, never its signature. `exp` in Unix seconds. */
  readonly token?: { readonly seq: number; readonly exp: number; readonly kid: string };
}

/**
 * How a client loses its connection.
 * - `fin`: it is closed cleanly (TCP FIN). `rst`: it is reset (TCP RST).
 * - `silent`: it is neither read nor closed, as when a network drops every packet, so the server sends until its buffers are
 *   full. `half-open`: a proxy in front of the client goes on reading, so the server does not learn that the client is gone.
 */
export type CutHow = "fin" | "rst" | "silent" | "half-open";

/**
 * Where a connection is cut. `after-event`: between two events. `mid-event`: so many bytes later. `in-line`, `in-character`,
 * `between-cr-lf`: at the first such place of what follows. `chunk-header`: what follows has only begun.
 * `first-byte`: as its body begins; nothing of it counts as read.
 */
export type CutPlace =
  | "after-event"
  | "mid-event"
  | "in-line"
  | "in-character"
  | "between-cr-lf"
  | "chunk-header"
  | "first-byte";

/** An answer's head arrived. */
export interface AnswerRecord {
  readonly k: "answer";
  readonly s: number;
  readonly c: number;
  readonly at: number;
  readonly status: number;
  /** Content-Type without parameters. */
  readonly type: string;
  /** Names the stream in the server's logs. */
  readonly rid?: string;
  /** What the body of a refusal says, where its protocol has a form for it. */
  readonly code?: string;
  readonly reason?: string;
  readonly retryAfterMs?: number;
  /** The answer says that events are missing from what follows. */
  readonly partial?: true;
  /** The mode in which the stream goes on, according to the answer (`ProtocolTerms.liveMode`). */
  readonly mode?: string;
  /** The answer says that the server cannot go on from the client's cursor. */
  readonly gone?: true;
  /** A secret that the body of an error contained. */
  readonly leak?: "secret" | "token";
}

/** Events read on one connection, in the order read; columns of equal length. */
export interface EventsRecord {
  readonly k: "ev";
  readonly s: number;
  readonly c: number;
  /** The event's `id`, or -1 when it has none. */
  readonly seq: readonly number[];
  readonly at: readonly number[];
  /** The payload's `index`; for the last event its `total`; -1 for an event without a payload. */
  readonly idx: readonly number[];
  readonly fl: readonly number[];
  /** Marks, where events are compared with a second reading: digests of each event's id (0: none), and of its type and data. */
  readonly id?: readonly number[];
  readonly lo?: readonly number[];
  readonly hi?: readonly number[];
}

/** A token arrived. Claims only. */
export interface TokenRecord {
  readonly k: "token";
  readonly s: number;
  readonly c: number;
  readonly at: number;
  readonly seq: number;
  readonly exp: number;
  readonly kid: string;
}

/**
 * A connection ended.
 * - `complete`: the last event arrived, or the server ended the stream in another way that its description names.
 * - `cut`: by us, as planned. `aborted`: by us, because the run stopped.
 * - `closed`: by the server, before the last event. `refused`: the answer was not a stream (its status says why), or an
 *   event said that the server cannot go on from the client's cursor.
 * - `error`: the transport failed. `timeout`: one of our limits; `error` says which.
 */
export interface CloseRecord {
  readonly k: "close";
  readonly s: number;
  readonly c: number;
  readonly at: number;
  readonly why: "complete" | "cut" | "aborted" | "closed" | "refused" | "error" | "timeout";
  /** For a planned cut of a row: how the connection was lost, and at which place of the stream. */
  readonly cut?: { readonly how: CutHow; readonly where: CutPlace };
  readonly bytes: number;
  /** Events recorded on this connection, so that a missing record is noticed. */
  readonly events?: number;
  readonly error?: string;
  /** An answer came and could not be decoded; `error` says why. */
  readonly unreadable?: true;
  /** The server closed between two events, and the client holds a cursor. Recorded only where the protocol's terms have `closes`. */
  readonly resumable?: true;
}

/** A stream's client is done with it. `partial`: it has the final graph, but events before it are missing. */
export interface DoneRecord {
  readonly k: "done";
  readonly s: number;
  readonly at: number;
  readonly outcome: "complete" | "partial" | "gave-up" | "orphaned" | "aborted";
}

/** A planned arrival for which the load generator could not open a stream in time. */
export interface DroppedRecord {
  readonly k: "dropped";
  readonly due: number;
  readonly reason: string;
}

/**
 * A step in a fault's life. `started` is written before the fault begins, so that it precedes the records of what it breaks.
 * `proved`: its effect was observed. `ended`: it was undone. `disproved`: a monitor measured a value outside its limit.
 */
export interface FaultRecord {
  readonly k: "fault";
  readonly name: string;
  readonly what: "started" | "proved" | "disproved" | "ended" | "failed";
  readonly at: number;
  /** What was seen, as a code and its numbers. Absent from older histories. */
  readonly seen?: FaultSeen;
  /** The same for people. For `failed`: what went wrong. */
  readonly observed?: string;
}

/** How often the server logged a name. Written at the end of the face. */
export interface TelemetryRecord {
  readonly k: "telemetry";
  readonly name: string;
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** Something went wrong in the harness or its surroundings. An `error` makes the face at best inconclusive. */
export interface NoteRecord {
  readonly k: "note";
  readonly at: number;
  readonly level: "warn" | "error";
  readonly code: string;
  readonly text: string;
}

/** The last line. Where it is missing, the history was cut off. */
export interface EndRecord {
  readonly k: "end";
  readonly at: number;
  readonly status: "complete" | "interrupted" | "failed";
  /** Lines before this one, the head included. */
  readonly records: number;
  /** Why the face was ended before its plan was done: its verdict could not change any more. */
  readonly stoppedEarly?: string;
  /** The load generator's event-loop delay, 99th percentile over the face. */
  readonly loopDelayP99Ms: number;
}
