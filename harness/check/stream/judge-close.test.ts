import { describe, expect, test } from "vitest";
import type { CloseRecord } from "../../history/records.ts";
import { draftGraphTerms } from "../../protocols/draft-graph/terms.ts";
import { connection } from "../testing/connection.ts";
import type { Connection } from "./connection.ts";
import { judgeClose, judgeGivingUp, judgeProbe } from "./judge-close.ts";

const verdictOf = (
  judge: (open: Connection, close: CloseRecord) => ReturnType<typeof judgeProbe>,
  open: Connection,
) => {
  const { findings, isError } = judge(open, open.close as CloseRecord);
  return { found: findings.map(({ kind, code }) => `${kind} ${code}`), isError };
};
const html = { status: 200, type: "text/html" };

describe("the close of a connection", () => {
  test.each([
    { claim: "after the last event is fine", open: connection({}), found: [], isError: false },
    { claim: "by our cut is fine", open: connection({ close: { why: "cut" } }), found: [], isError: false },
    {
      claim: "in good order before the last event is found, and an error",
      open: connection({ close: { why: "closed" } }),
      found: ["ended-early closed-early"],
      isError: true,
    },
    {
      claim: "in good order is right where the client had everything",
      open: connection({ conn: { intent: "after-end" }, close: { why: "closed" }, more: { delivered: 0 } }),
      found: [],
      isError: false,
    },
    {
      claim: "of a client that had everything and got more shows that the stream had ended early",
      open: connection({ conn: { intent: "after-end" }, close: { why: "closed" } }),
      found: ["ended-early closed-early"],
      isError: false,
    },
    {
      claim: "in good order is right for a stream that sends only what it has",
      open: connection({ answer: { mode: "snapshot" }, close: { why: "closed" } }),
      found: [],
      isError: false,
    },
    {
      claim: "at the limit of a silent stream is found, and an error",
      open: connection({ close: { why: "timeout" } }),
      found: ["stalled read-limit"],
      isError: true,
    },
    {
      claim: "at the limit without an answer is an error alone",
      open: connection({ answer: null, close: { why: "timeout" } }),
      found: [],
      isError: true,
    },
    {
      claim: "of an answer that cannot be decoded is found",
      open: connection({ close: { why: "error", unreadable: true } }),
      found: ["not-a-stream unreadable"],
      isError: true,
    },
    {
      claim: "of a 200 that is not a stream is an error",
      open: connection({ answer: html, close: { why: "refused" } }),
      found: [],
      isError: true,
    },
    {
      claim: "of a refused resume is not an error",
      open: connection({ answer: { status: 410 }, close: { why: "refused" } }),
      found: [],
      isError: false,
    },
    {
      claim: "of a refused start is an error",
      open: connection({ conn: { kind: "start" }, answer: { status: 400 }, close: { why: "refused" } }),
      found: [],
      isError: true,
    },
    {
      claim: "of a start that was asked to wait is not an error",
      open: connection({ conn: { kind: "start" }, answer: { status: 429 }, close: { why: "refused" } }),
      found: [],
      isError: false,
    },
  ])("$claim", ({ open, found, isError }) => {
    expect(verdictOf((each, close) => judgeClose(each, close, draftGraphTerms), open)).toEqual({ found, isError });
  });
});

describe("the close in good order by a server that may close at any time", () => {
  const terms = { busy: [], liveMode: null, closes: "anytime" } as const;
  const closed = { why: "closed", resumable: true } as const;
  test.each([
    { claim: "is right after an event", open: connection({ close: closed }), found: [], isError: false },
    {
      claim: "is right where a resume brought nothing new",
      open: connection({ close: closed, more: { read: 0, delivered: 0, firstEventAt: null } }),
      found: [],
      isError: false,
    },
    {
      claim: "is right on a start with an id",
      open: connection({ conn: { kind: "start" }, close: closed }),
      found: [],
      isError: false,
    },
    {
      claim: "is too early while its client has no cursor",
      open: connection({ conn: { kind: "start" }, close: { why: "closed" } }),
      found: ["ended-early closed-early"],
      isError: true,
    },
  ])("$claim", ({ open, found, isError }) => {
    expect(verdictOf((each, close) => judgeClose(each, close, terms), open)).toEqual({ found, isError });
  });

  test("is too early for a protocol whose terms do not say so, whatever the record says", () => {
    const { closes: _closes, ...others } = terms;
    const open = connection({ close: closed });
    expect(verdictOf((each, close) => judgeClose(each, close, others), open).isError).toBe(true);
  });
});

describe("the close of a probe", () => {
  test.each([
    { claim: "with any refusal is fine", open: connection({ answer: { status: 404 } }), found: [], isError: false },
    {
      claim: "with a server error is found",
      open: connection({ answer: { status: 500 }, close: { why: "refused" } }),
      found: ["unexpected-status unknown-status"],
      isError: false,
    },
    {
      claim: "without an answer is an error",
      open: connection({ answer: null, close: { why: "error" } }),
      found: [],
      isError: true,
    },
    {
      claim: "with a demanded answer is judged by that answer alone",
      open: connection({ conn: { must: [{ status: 401, code: "X" }] }, answer: { status: 500 } }),
      found: [],
      isError: false,
    },
  ])("$claim", ({ open, found, isError }) => {
    expect(verdictOf(judgeProbe, open)).toEqual({ found, isError });
  });
});

test.each([
  { hasToken: false, toldUnavailable: true, resumesBy: "token", says: "unresumable no-token" },
  { hasToken: true, toldUnavailable: true, resumesBy: "token", says: "unfinished never-finished" },
  { hasToken: false, toldUnavailable: false, resumesBy: "token", says: "unfinished no-token" },
  { hasToken: false, toldUnavailable: false, resumesBy: "cursor", says: "unfinished never-finished" },
] as const)(
  "a client that gave up: token $hasToken, told $toldUnavailable, by $resumesBy: $says",
  ({ says, ...seen }) => {
    const { kind, code } = judgeGivingUp(seen);
    expect(`${kind} ${code}`).toBe(says);
  },
);
