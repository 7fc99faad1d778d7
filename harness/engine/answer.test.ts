import { describe, expect, test } from "vitest";
import { describedProtocol } from "../protocols/description/described-protocol.ts";
import { draftGraph } from "../protocols/draft-graph/draft-graph.ts";
import { answerRecord, readHead } from "./answer.ts";

const described = describedProtocol("mine", {
  open: { get: "/events" },
  cursor: { from: "id", send: { header: "Last-Event-ID" } },
  end: [{ event: "done" }],
  proof: [{ number: "id" }],
});
const headers = {
  "content-type": "Text/Event-Stream; charset=utf-8",
  "x-correlation-id": "request-1",
  "x-resume-recovery": "partial",
  "x-resume-mode": "replay",
};

describe("an answer's head", () => {
  test("is read in the contract's words for draft-graph", () => {
    expect(readHead(200, headers, draftGraph)).toEqual({
      status: 200,
      type: "text/event-stream",
      isStream: true,
      requestId: "request-1",
      partial: true,
      mode: "replay",
    });
  });

  test.each([
    { claim: "a described protocol", protocol: described },
    { claim: "nobody in particular", protocol: undefined },
  ])("is read by HTTP's own headers only for $claim", ({ protocol }) => {
    const head = { status: 200, type: "text/event-stream", isStream: true };
    expect(readHead(200, headers, protocol)).toEqual(head);
  });

  test("asks for the wait that Retry-After names, from the moment at which it came", () => {
    const at = Date.UTC(2026, 10, 27, 10, 0, 0);
    const wait = (value: string) => readHead(503, { "retry-after": value }, described, at).retryAfterMs;
    expect([wait("3"), wait("Fri, 27 Nov 2026 10:00:05 GMT")]).toEqual([3_000, 5_000]);
    expect(readHead(503, {}, described, at)).toEqual({ status: 503, type: "", isStream: false });
  });

  test("knows a stream by its status and its type", () => {
    expect(readHead(201, headers).isStream).toBe(false);
    expect(readHead(200, { "content-type": "text/html" })).toMatchObject({ isStream: false, type: "text/html" });
  });
});

describe("a refusal's body", () => {
  test.each([
    {
      claim: "code and reason",
      body: { code: "GONE", details: { reason: "old" } },
      said: { code: "GONE", reason: "old" },
    },
    { claim: "a code alone", body: { code: "GONE", details: null }, said: { code: "GONE" } },
    { claim: "at most 64 characters", body: { code: "x".repeat(99) }, said: { code: "x".repeat(64) } },
    { claim: "a code that is not a text", body: { code: 7, details: { reason: {} } }, said: {} },
    { claim: "nothing of an array", body: [], said: {} },
    { claim: "nothing of null", body: null, said: {} },
  ])("says $claim", ({ body, said }) => {
    expect(draftGraph.readRefusal?.(JSON.stringify(body))).toEqual(said);
  });

  test("that is not JSON says nothing", () => expect(draftGraph.readRefusal?.("<h1>Gone</h1>")).toEqual({}));

  test("goes into the record as its protocol reads it", () => {
    const head = readHead(410, { "content-type": "application/json", "retry-after": "1" }, draftGraph);
    const said = draftGraph.readRefusal?.('{"code":"GONE"}');
    const plain = { k: "answer", s: 1, c: 2, at: 3, status: 410, type: "application/json", retryAfterMs: 1_000 };
    expect(answerRecord(1, 2, 3, head, said, "token")).toEqual({ ...plain, code: "GONE", leak: "token" });
    expect(answerRecord(1, 2, 3, head, described.readRefusal?.('{"code":"GONE"}'))).toEqual(plain);
  });
});
