import { describe, expect, test } from "vitest";
import { draftGraphTerms } from "../../protocols/draft-graph/terms.ts";
import { connection } from "../testing/connection.ts";
import { isEligible, type Outcome, outcomeOf, showsSymptom } from "./attempt.ts";
import type { Connection } from "./connection.ts";

test.each([
  { claim: "new events", more: {}, findings: 0, outcome: "success" },
  { claim: "nothing, when there was nothing", more: { delivered: 0 }, findings: 0, outcome: "success" },
  { claim: "a wrong event", more: {}, findings: 1, outcome: "failure" },
])("an attempt that brought $claim and was closed as its protocol lets a server is a $outcome", (row) => {
  const { more, findings, outcome } = row;
  const each = connection({ close: { why: "closed", resumable: true }, more: { ...more, findings } });
  const terms = { liveMode: null, closes: "anytime" } as const;
  expect(outcomeOf(each, terms, () => false)).toBe(outcome);
  expect(outcomeOf(each, { liveMode: null }, () => false)).toBe("failure");
});

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
      claim: "marked partial that was cut as planned is one too",
      each: connection({ answer: { partial: true }, close: { why: "cut" } }),
      outcome: "partial",
    },
    {
      claim: "marked partial that broke before the final graph recovered nothing",
      each: connection({ answer: { partial: true }, close: { why: "error" } }),
      outcome: "failure",
    },
    {
      claim: "marked partial that broke as a fault explains is partial up to there",
      each: connection({ answer: { partial: true }, close: { why: "error" } }),
      explained: true,
      outcome: "partial",
    },
    {
      claim: "marked partial that fell silent recovered nothing",
      each: connection({ answer: { partial: true }, close: { why: "timeout" } }),
      outcome: "failure",
    },
    {
      claim: "marked partial that the server closed before the final graph recovered nothing",
      each: connection({ answer: { partial: true, mode: "live" }, close: { why: "closed" } }),
      outcome: "failure",
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

describe("a refusal, where a clear one is as good as a success", () => {
  const byStatus = [404, 410];
  test.each([
    { claim: "said in the protocol's own way is one", clear: "gone", status: 404, gone: true, outcome: "success" },
    { claim: "with a status alone is none, where there is such a way", clear: "gone", status: 404, outcome: "failure" },
    { claim: "with one of the protocol's statuses is one", clear: byStatus, status: 410, outcome: "success" },
    {
      claim: "with another status is none: who is told 401 has lost its key",
      clear: byStatus,
      status: 401,
      outcome: "failure",
    },
    { claim: "of any 4xx is one, where nothing describes it", clear: "any", status: 401, outcome: "success" },
    { claim: "of a 5xx is never one", clear: "any", status: 503, outcome: "failure" },
  ] as const)("$claim", (row) => {
    const gone = "gone" in row;
    const each = connection({ answer: { status: row.status }, close: { why: "refused" }, more: { gone } });
    expect(outcomeOf(each, draftGraphTerms, () => false, row.clear)).toBe(row.outcome);
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
