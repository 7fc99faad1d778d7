import { describe, expect, test } from "vitest";
import type { Answer, ClientRow, RefusalAnswer } from "../../../rows/client/row.ts";
import { runbook } from "../../../rows/client/runbook.ts";
import type { AnswerRecord, LabHead, LabRecord, RequestRecord } from "../history/records.ts";
import { notShown } from "./shown-by-server.ts";

const rowOf = (wanted: string) => runbook.find(({ name }) => name === wanted) as ClientRow;

/** A start that is answered so, and a resume that is answered so; undefined: it is not asked, null: not answered. */
function history(start: Answer, resume?: Answer | null, more: Partial<AnswerRecord> = {}): LabRecord[] {
  const request = (r: number, resumes: boolean) => ({ k: "req", r, at: r, resumes }) as RequestRecord;
  const answer = (r: number, given: Answer): AnswerRecord => {
    const status = given.kind === "stream" ? 200 : given.status;
    return { k: "ans", r, at: r, status, answer: given, retryAfterMs: null, ...more };
  };
  const back = resume === undefined ? [] : [request(1, true), ...(resume === null ? [] : [answer(1, resume)])];
  return [{ k: "head", answeredBy: "reference server" } as LabHead, request(0, false), answer(0, start), ...back];
}

/** One more resume. */
function again(r: number, given: RefusalAnswer): LabRecord[] {
  const request = { k: "req", r, at: r, resumes: true } as RequestRecord;
  return [request, { k: "ans", r, at: r, status: given.status, answer: given, retryAfterMs: null }];
}

const stream: Answer = { kind: "stream" };
const refusal = (status: number, code: string): RefusalAnswer => ({
  kind: "refusal",
  status,
  code,
  after: "start-anew",
});
const expired = refusal(410, "RESUME_TOKEN_EXPIRED");

describe("what a real server has to show", () => {
  test.each([
    { claim: "the cause's own refusal", name: "token-expired.inject", records: history(stream, expired), says: null },
    {
      claim: "an answer is no cause",
      name: "token-expired.inject",
      records: history(stream, stream),
      says: /the cause was not there/,
    },
    {
      claim: "nor is another refusal",
      name: "token-expired.inject",
      records: history(stream, refusal(410, "BUFFER_TRIMMED")),
      says: /410 BUFFER_TRIMMED in place of 410 RESUME_TOKEN_EXPIRED/,
    },
    { claim: "the rest of the stream", name: "token-expired.fixed", records: history(stream, stream), says: null },
    {
      claim: "a refusal is no fix",
      name: "token-expired.fixed",
      records: history(stream, expired),
      says: /the fix was not there/,
    },
    {
      claim: "nor is the last event alone",
      name: "buffer-trimmed.fixed",
      records: history(stream, stream, { partial: true }),
      says: /200 and the last event alone/,
    },
    {
      claim: "a start that is refused",
      name: "token-expired.fixed",
      records: history(refusal(400, "BAD_INPUT")),
      says: /400 BAD_INPUT/,
    },
    {
      claim: "a resume without an answer",
      name: "token-expired.fixed",
      records: history(stream, null),
      says: /was not answered/,
    },
    {
      claim: "one that was left before its answer, and asked again",
      name: "token-expired.inject",
      records: [...history(stream, null), ...again(2, expired)],
      says: null,
    },
    {
      claim: "a client that never resumed is judged elsewhere",
      name: "token-expired.fixed",
      records: history(stream),
      says: null,
    },
  ])("$claim", ({ name, records, says }) => {
    const reason = notShown(rowOf(name), records);
    if (says === null) expect(reason).toBeNull();
    else expect(reason).toMatch(says);
  });

  test("a row that the lab played shows what it played", () => {
    const [, ...rest] = history(stream, stream);
    expect(notShown(rowOf("token-expired.inject"), [{ k: "head" } as LabHead, ...rest])).toBeNull();
  });
});
