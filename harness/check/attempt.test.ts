import { describe, expect, test } from "vitest";
import type { AnswerRecord, CloseRecord, ConnRecord } from "../history/records.ts";
import { draftGraphTerms } from "../protocols/draft-graph/terms.ts";
import { isEligible, type Outcome, outcomeOf, showsSymptom } from "./attempt.ts";
import { answerName, type Connection } from "./connection.ts";
import { judgeAnswer } from "./judge-answer.ts";

const startedAt = 1_700_000_000_000;
/** A token with 900 s of life at the face's start. */
const token = { seq: 1, exp: startedAt / 1_000 + 900, kid: "k" };

function connection(given: {
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

describe("an attempt", () => {
  const cases: { claim: string; each: Connection; outcome: Outcome; eligible?: boolean; explained?: boolean }[] = [
    { claim: "that reached the last event is a success", each: connection({}), outcome: "success" },
    {
      claim: "that reached the next cut is a success",
      each: connection({ close: { why: "cut" } }),
      outcome: "success",
    },
    {
      claim: "with a 200 and a wrong event is not a success",
      each: connection({ more: { findings: 1 } }),
      outcome: "failure",
    },
    {
      claim: "with a 200 that is not a stream is not a success",
      each: connection({ answer: { type: "text/html" } }),
      outcome: "failure",
    },
    {
      claim: "that a 204 ended, where that is the stream's end, is a success",
      each: connection({ answer: { status: 204 }, close: { why: "complete" }, more: { delivered: 0 } }),
      outcome: "success",
    },
    {
      claim: "that a 204 ended with an event lost before is not a success",
      each: connection({ answer: { status: 204 }, close: { why: "complete" }, more: { findings: 1 } }),
      outcome: "failure",
    },
    {
      claim: "that was told by its answer that its events are gone is not a success",
      each: connection({ answer: { status: 410, gone: true }, close: { why: "refused" }, more: { gone: true } }),
      outcome: "failure",
    },
    {
      claim: "that was told so by an event is not a success, whatever came before",
      each: connection({ close: { why: "refused" }, more: { gone: true } }),
      outcome: "failure",
    },
    {
      claim: "that was told so, and that we stopped, is unknown",
      each: connection({ close: { why: "aborted" }, more: { gone: true } }),
      outcome: "unknown",
      eligible: false,
    },
    {
      claim: "without an answer is not a success",
      each: connection({ answer: null, close: { why: "error" } }),
      outcome: "failure",
    },
    {
      claim: "that was refused is not a success",
      each: connection({ answer: { status: 410 }, close: { why: "refused" } }),
      outcome: "failure",
    },
    {
      claim: "that ran into a limit is not a success, whatever came before",
      each: connection({ close: { why: "timeout" } }),
      outcome: "failure",
    },
    {
      claim: "lost after new events, as a fault explains, is a success up to there",
      each: connection({ close: { why: "error" } }),
      explained: true,
      outcome: "success",
    },
    {
      claim: "lost after new events, for no reason that is known, is not a success",
      each: connection({ close: { why: "error" } }),
      outcome: "failure",
    },
    {
      claim: "lost before a new event is not a success, whatever explains it",
      each: connection({ close: { why: "error" }, more: { delivered: 0 } }),
      explained: true,
      outcome: "failure",
    },
    {
      claim: "that ran into a limit is not a success, whatever explains it",
      each: connection({ close: { why: "timeout" } }),
      explained: true,
      outcome: "failure",
    },
    {
      claim: "closed by the server after new events is not a success: a live resume goes on to the last event",
      each: connection({ answer: { mode: "live" }, close: { why: "closed" } }),
      explained: true,
      outcome: "failure",
    },
    {
      claim: "closed by the server with nothing is not a success",
      each: connection({ close: { why: "closed" }, more: { delivered: 0 } }),
      outcome: "failure",
    },
    {
      claim: "in replay mode may be closed with nothing, when there was nothing",
      each: connection({ answer: { mode: "replay" }, close: { why: "closed" }, more: { delivered: 0 } }),
      outcome: "success",
    },
    {
      claim: "in live mode may not",
      each: connection({ answer: { mode: "live" }, close: { why: "closed" }, more: { delivered: 0 } }),
      outcome: "failure",
    },
    {
      claim: "marked partial is a partial recovery",
      each: connection({ answer: { partial: true } }),
      outcome: "partial",
    },
    {
      claim: "with a dropped payload is a partial recovery",
      each: connection({ more: { payloadsTrimmed: 1 } }),
      outcome: "partial",
    },
    {
      claim: "that we withdrew is judged by the next",
      each: connection({ conn: { intent: "withdrawn" } }),
      outcome: "withdrawn",
      eligible: false,
    },
    {
      claim: "that only probes says nothing of users",
      each: connection({ conn: { intent: "probe" } }),
      outcome: "probe",
      eligible: false,
    },
    {
      claim: "of a client that is late on purpose is not eligible",
      each: connection({ conn: { intent: "late" }, answer: { status: 410 }, close: { why: "refused" } }),
      outcome: "failure",
      eligible: false,
    },
    {
      claim: "that was told to wait is judged by the one after the wait",
      each: connection({ answer: { status: 404 }, close: { why: "refused" }, more: { superseded: true } }),
      outcome: "superseded",
      eligible: false,
    },
    {
      claim: "that we stopped is unknown",
      each: connection({ close: { why: "aborted" } }),
      outcome: "unknown",
      eligible: false,
    },
    { claim: "without an end is unknown", each: connection({ close: null }), outcome: "unknown", eligible: false },
    {
      claim: "with missing records is unknown",
      each: connection({ more: { tainted: true } }),
      outcome: "unknown",
      eligible: false,
    },
  ];
  test.each(cases)("$claim", ({ each, outcome, eligible = true, explained = false }) => {
    const found = outcomeOf(each, draftGraphTerms, () => explained);
    expect({ outcome: found, eligible: isEligible(each, found) }).toEqual({ outcome, eligible });
  });
});

describe("an answer has a name for people", () => {
  test.each([
    { name: "200", each: connection({}) },
    { name: "200 partial", each: connection({ answer: { partial: true } }) },
    { name: "200 text/html", each: connection({ answer: { type: "text/html" } }) },
    { name: "200 without a type", each: connection({ answer: { type: "" } }) },
    { name: "410 BUFFER_TRIMMED", each: connection({ answer: { status: 410, code: "BUFFER_TRIMMED" } }) },
    { name: "410 gone", each: connection({ answer: { status: 410, code: "X" }, more: { gone: true } }) },
    { name: "200 gone", each: connection({ more: { gone: true } }) },
    { name: "204", each: connection({ answer: { status: 204 } }) },
    { name: "502", each: connection({ answer: { status: 502 } }) },
    { name: "no answer", each: connection({ answer: null, close: { why: "error" } }) },
    { name: "no answer in time", each: connection({ answer: null, close: { why: "timeout" } }) },
  ])("$name", ({ name, each }) => {
    expect(answerName(each)).toBe(name);
  });
});

describe("a symptom", () => {
  const gone = { kind: "refused", status: 404, code: "STREAM_STATE_NOT_FOUND", reason: "redis_unavailable" } as const;
  const answer404 = { status: 404, code: "STREAM_STATE_NOT_FOUND", reason: "redis_unavailable" };
  const expectation = {
    outcome: "red",
    minShare: 90,
    phase: "all",
    faults: [],
    telemetry: [],
    uncutMustComplete: false,
  } as const;
  test.each([
    {
      claim: "is shown by its status, code and reason",
      symptom: gone,
      each: connection({ answer: answer404 }),
      shown: true,
    },
    {
      claim: "is not shown by another reason",
      symptom: gone,
      each: connection({ answer: { ...answer404, reason: "state_expired" } }),
      shown: false,
    },
    {
      claim: "is not shown by another code",
      symptom: gone,
      each: connection({ answer: { ...answer404, code: "NOT_FOUND" } }),
      shown: false,
    },
    {
      claim: "is not shown by another status",
      symptom: gone,
      each: connection({ answer: { ...answer404, status: 410 } }),
      shown: false,
    },
    { claim: "is not shown by no answer", symptom: gone, each: connection({ answer: null }), shown: false },
    {
      claim: "needs no reason when it names none",
      symptom: { kind: "refused", status: 404, code: "STREAM_STATE_NOT_FOUND" } as const,
      each: connection({ answer: answer404 }),
      shown: true,
    },
    {
      claim: "may be a partial recovery",
      symptom: { kind: "partial" } as const,
      each: connection({ answer: { partial: true } }),
      shown: true,
    },
    {
      claim: "is not a partial recovery when all events came",
      symptom: { kind: "partial" } as const,
      each: connection({}),
      shown: false,
    },
  ])("$claim", ({ symptom, each, shown }) => {
    expect(
      showsSymptom(
        each,
        outcomeOf(each, draftGraphTerms, () => false),
        { ...expectation, symptoms: [symptom] },
      ),
    ).toBe(shown);
    expect(
      showsSymptom(
        each,
        outcomeOf(each, draftGraphTerms, () => false),
        { ...expectation, symptoms: [] },
      ),
    ).toBe(false);
  });
});

describe("an answer by itself", () => {
  const must = [{ status: 401, code: "RESUME_TOKEN_INVALID" }];
  const probe = { intent: "probe", probe: "forged", must } as const;
  const late = { intent: "late" } as const;
  test.each([
    { claim: "a stream is fine", each: connection({}), found: [] },
    { claim: "a missing answer is not judged here", each: connection({ answer: null }), found: [] },
    {
      claim: "a 200 must be a stream",
      each: connection({ answer: { type: "text/html" } }),
      found: ['not-a-stream: A 200 came with Content-Type "text/html".'],
    },
    {
      claim: "a resume knows no 204",
      each: connection({ answer: { status: 204 } }),
      found: ["unexpected-status: The answer to a resume was 204."],
    },
    {
      claim: "a start knows no 404",
      each: connection({ conn: { kind: "start" }, answer: { status: 404 } }),
      found: ["unexpected-status: The answer to a start was 404."],
    },
    ...[400, 401, 429, 503].map((status) => ({
      claim: `a start may be answered ${status}`,
      each: connection({ conn: { kind: "start" }, answer: { status } }),
      found: [],
    })),
    ...[400, 401, 404, 410, 426, 429, 503].map((status) => ({
      claim: `a resume may be answered ${status}`,
      each: connection({ answer: { status } }),
      found: [],
    })),
    {
      claim: "an error body must not hold a token",
      each: connection({ answer: { status: 401, code: "RESUME_TOKEN_INVALID", leak: "token" } }),
      found: ["leaked: The body of a 401 RESUME_TOKEN_INVALID holds a token."],
    },
    {
      claim: "nor a secret",
      each: connection({ answer: { status: 500, leak: "secret" } }),
      found: ["leaked: The body of a 500 holds a secret."],
    },
    {
      claim: "a forged token must be refused",
      each: connection({ conn: probe }),
      found: ['wrongly-accepted: 200 to a request that is "forged"; it must be 401 RESUME_TOKEN_INVALID.'],
    },
    {
      claim: "as it is to be refused",
      each: connection({ conn: probe, answer: { status: 401, code: "RESUME_TOKEN_INVALID" } }),
      found: [],
    },
    {
      claim: "and in no other way",
      each: connection({ conn: probe, answer: { status: 410, code: "RESUME_TOKEN_EXPIRED" } }),
      found: [
        'wrongly-refused: 410 RESUME_TOKEN_EXPIRED to a request that is "forged"; it must be 401 RESUME_TOKEN_INVALID.',
      ],
    },
    {
      claim: "not even with the same status",
      each: connection({ conn: probe, answer: { status: 401, code: "UNAUTHENTICATED" } }),
      found: [
        'wrongly-refused: 401 UNAUTHENTICATED to a request that is "forged"; it must be 401 RESUME_TOKEN_INVALID.',
      ],
    },
    {
      claim: "a late client must be told that its token expired",
      each: connection({ conn: late, answer: { status: 410, code: "RESUME_TOKEN_EXPIRED" } }),
      found: [],
    },
    {
      claim: "and must not be let in",
      each: connection({ conn: late }),
      found: ["wrongly-accepted: 200 to an expired token; it must be 410 RESUME_TOKEN_EXPIRED."],
    },
    {
      claim: "nor told something else",
      each: connection({ conn: late, answer: { status: 401, code: "RESUME_TOKEN_INVALID" } }),
      found: ["wrongly-refused: 401 RESUME_TOKEN_INVALID to an expired token; it must be 410 RESUME_TOKEN_EXPIRED."],
    },
    {
      claim: "a good token must not be called expired",
      each: connection({ answer: { status: 410, code: "RESUME_TOKEN_EXPIRED" } }),
      found: ["wrongly-refused: 410 RESUME_TOKEN_EXPIRED to a token with 899 s of life left."],
    },
    {
      claim: "an expired one may be",
      each: connection({ conn: { at: 900_000 }, answer: { status: 410, code: "RESUME_TOKEN_EXPIRED" } }),
      found: [],
    },
    {
      claim: "within two seconds the clocks decide",
      each: connection({ conn: { at: 898_000 }, answer: { status: 410, code: "RESUME_TOKEN_EXPIRED" } }),
      found: [],
    },
    {
      claim: "before that they do not",
      each: connection({ conn: { at: 897_999 }, answer: { status: 410, code: "RESUME_TOKEN_EXPIRED" } }),
      found: ["wrongly-refused: 410 RESUME_TOKEN_EXPIRED to a token with 2 s of life left."],
    },
    {
      claim: "an attempt that we withdrew is not judged by it",
      each: connection({ conn: { intent: "withdrawn" }, answer: { status: 410, code: "RESUME_TOKEN_EXPIRED" } }),
      found: [],
    },
  ])("$claim", ({ each, found }) => {
    expect(
      judgeAnswer(each, { startedAt, protocol: draftGraphTerms }).map(({ kind, text }) => `${kind}: ${text}`),
    ).toEqual(found);
  });
});
