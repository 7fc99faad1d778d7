import { describe, expect, test } from "vitest";
import type { CloseRecord, ConnRecord } from "../history/records.ts";
import { claimsText, closeText, moodOfClose, requestText } from "./record-text.ts";

const conn: ConnRecord = { k: "conn", s: 1, c: 2, kind: "resume", due: 9, at: 10, instance: "a", from: 3 };

describe("a request in words", () => {
  test.each([
    { claim: "a user's", more: { intent: "return" }, text: "#2 to a, Last-Event-ID 3" },
    {
      claim: "a probe with a right answer",
      more: { intent: "probe", probe: "forged", must: [{ status: 401, code: "X" }] },
      text: '#2 to a, Last-Event-ID 3, a request that is "forged": must be 401 X',
    },
    {
      claim: "a probe that no document judges",
      more: { intent: "probe", probe: "unknown-cursor" },
      text: '#2 to a, Last-Event-ID 3, a request that is "unknown-cursor"',
    },
  ] as { claim: string; more: Partial<ConnRecord>; text: string }[])("$claim", ({ more, text }) => {
    expect(requestText({ ...conn, ...more }, 0)).toBe(text);
  });
});

describe("the end of a token", () => {
  test.each([
    { claim: "is a date", exp: 1_700_000_000, until: "until 2023-11-14T22:13:20Z" },
    { claim: "later than any date is a number", exp: 1e16, until: "until 10000000000000000 s" },
  ])("$claim", ({ exp, until }) => {
    expect(claimsText({ seq: 1, exp, kid: "k" }, 0)).toContain(until);
  });
});

describe("a close in good order before the last event", () => {
  const close: CloseRecord = { k: "close", s: 1, c: 2, at: 9, why: "closed", bytes: 7 };
  test.each([
    { claim: "is bad", close, says: /before the last event, 7 bytes/, mood: "bad" },
    {
      claim: "is not where the server may go on later",
      close: { ...close, resumable: true as const },
      says: /go on later, 7 bytes/,
      mood: "quiet",
    },
  ])("$claim", (row) => {
    expect(closeText(row.close)).toMatch(row.says);
    expect(moodOfClose(row.close)).toBe(row.mood);
  });
});
