import type { AnswerRecord, CloseRecord, ConnRecord } from "../../history/records.ts";
import type { Connection } from "../stream/connection.ts";

/** When the face starts, in Unix milliseconds. */
export const startedAt = 1_700_000_000_000;
/** A token with 900 s of life at the face's start. */
const token = { seq: 1, exp: startedAt / 1_000 + 900, kid: "k" };

/** A resume that was answered by a stream, brought three events and reached the last one; but for what is given. */
export function connection(given: {
  conn?: Partial<ConnRecord>;
  answer?: Partial<AnswerRecord> | null;
  close?: Partial<CloseRecord> | null;
  more?: Partial<Connection>;
}): Connection {
  const conn: ConnRecord = {
    k: "conn",
    s: 1,
    c: 1,
    kind: "resume",
    due: 0,
    at: 1_000,
    instance: "a",
    intent: "return",
    token,
    ...given.conn,
  };
  const status = given.answer?.status ?? 200;
  const type = status === 200 ? "text/event-stream" : "application/json";
  return {
    conn,
    answer: given.answer === null ? null : { k: "answer", s: 1, c: 1, at: 1_001, status, type, ...given.answer },
    close:
      given.close === null ? null : { k: "close", s: 1, c: 1, at: 2_000, why: "complete", bytes: 1, ...given.close },
    read: 3,
    delivered: 3,
    firstEventAt: 1_002,
    lastEventAt: 1_500,
    redelivered: 0,
    payloadsTrimmed: 0,
    gone: false,
    findings: 0,
    superseded: false,
    tainted: false,
    ...given.more,
  };
}
