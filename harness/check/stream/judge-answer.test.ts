import { describe, expect, test } from "vitest";
import { draftGraphTerms } from "../../protocols/draft-graph/terms.ts";
import { connection, startedAt } from "../testing/connection.ts";
import { judgeAnswer } from "./judge-answer.ts";

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

describe("a probe of a protocol that names no refusals of its own", () => {
  const must = [{ status: 401, code: "BAD_TOKEN" }];
  const conn = { intent: "probe", probe: "forged", must } as const;
  test.each([
    { claim: "must be refused as it names", answer: { status: 401, code: "BAD_TOKEN" }, found: [] },
    { claim: "must not be accepted", answer: { status: 200 }, found: ["wrongly-accepted"] },
    { claim: "must not be refused otherwise", answer: { status: 500 }, found: ["wrongly-refused"] },
  ])("$claim", ({ answer, found }) => {
    const protocol = { ...draftGraphTerms, refusals: null };
    expect(judgeAnswer(connection({ conn, answer }), { startedAt, protocol }).map(({ kind }) => kind)).toEqual(found);
  });
});
