import type { AnswerRecord, CloseRecord, ConnRecord } from "../../history/records.ts";
import type { ProtocolTerms } from "../../history/terms.ts";

/** One connection of a stream, as far as its records have been read. */
export interface Connection {
  readonly conn: ConnRecord;
  answer: AnswerRecord | null;
  close: CloseRecord | null;
  /** Events with a record. */
  read: number;
  /** Events that reached the application. */
  delivered: number;
  firstEventAt: number | null;
  lastEventAt: number | null;
  /** So many of its events were dropped by the client, which had them. */
  redelivered: number;
  payloadsTrimmed: number;
  /** The server said, by its answer or by an event, that it cannot go on from the client's cursor. */
  gone: boolean;
  /** Findings that belong to this connection. */
  findings: number;
  /** A later attempt for the same cut replaces it, after the wait that the server asked for. */
  superseded: boolean;
  /** Its stream's records are incomplete, so nothing can be said of it. */
  tainted: boolean;
}

/** A connection whose request was sent and of which nothing came yet. */
export function newConnection(conn: ConnRecord, { tainted }: Pick<Connection, "tainted">): Connection {
  return {
    conn,
    answer: null,
    close: null,
    read: 0,
    delivered: 0,
    firstEventAt: null,
    lastEventAt: null,
    redelivered: 0,
    payloadsTrimmed: 0,
    gone: false,
    findings: 0,
    superseded: false,
    tainted,
  };
}

export function isStream(answer: AnswerRecord | null): boolean {
  return answer !== null && answer.status === 200 && answer.type === "text/event-stream";
}

/** Whether a connection that closes so must have had an answer or events of which there is no record. */
export function lacksRecords({ answer, read }: Connection, { events, why }: CloseRecord): boolean {
  const wasAnswered = read > 0 || why === "complete" || why === "refused";
  return (events !== undefined && events !== read) || (wasAnswered && answer === null);
}

/** What the judge has to know of a protocol to judge a close in good order. */
export type ClosingTerms = Pick<ProtocolTerms, "liveMode" | "closes">;

/** Whether a stream that was answered so may be closed so, in good order, before its last event. */
export function mayClose(
  answer: AnswerRecord | null,
  { resumable }: Pick<CloseRecord, "resumable">,
  { liveMode, closes }: ClosingTerms,
): boolean {
  if (closes === "anytime" && resumable === true) return true;
  return answer?.mode !== undefined && answer.mode !== liveMode;
}

/** The answer as people count it: status and code, `200 partial`, status and `gone`, or how it failed without one. */
export function answerName({ answer, close, gone }: Connection): string {
  if (!answer) return close?.why === "timeout" ? "no answer in time" : "no answer";
  if (gone) return `${answer.status} gone`;
  if (answer.status !== 200) return answer.code ? `${answer.status} ${answer.code}` : String(answer.status);
  if (!isStream(answer)) return `200 ${answer.type || "without a type"}`;
  return answer.partial ? "200 partial" : "200";
}
