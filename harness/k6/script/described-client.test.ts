import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { StreamDescription } from "../../protocols/description/description.ts";
import { createSseParser } from "../../sse/sse-parser.ts";
import { DescribedClient } from "./described-client.ts";

const described: StreamDescription = {
  open: { get: "/events/{marker}" },
  cursor: { from: "id", send: { header: "Last-Event-ID" } },
  aside: ["without-id"],
  end: [{ event: "done" }, "close"],
  gone: [{ event: "stale" }, { pointer: "/stale" }],
  proof: [{ number: "id" }],
};

const clientOf = (description: StreamDescription) =>
  new DescribedClient({ name: "test", description, given: {}, word: "w" }, "0");

function learn(body: string, answer: { readonly type?: string; readonly cut?: boolean } = {}) {
  const { type = "text/event-stream", cut = false } = answer;
  const headers = { "content-type": type };
  return clientOf(described).learn({ status: 200, headers, body, cut, whole: !cut, resumes: true });
}

test.each([
  { claim: "its last event", body: "id: 1\ndata: x\n\ndata: y\n\n", cursor: "1" },
  { claim: "a block of an id alone", body: "id: 1\ndata: x\n\nid: p\n\n", cursor: "p" },
  { claim: "no block that is not complete", body: "id: 1\ndata: x\n\nid: p\n", cursor: "1" },
])("a client in k6 comes back with the id of $claim", ({ body, cursor }) => {
  const client = clientOf(described);
  client.learn({
    status: 200,
    headers: { "content-type": "text/event-stream" },
    body,
    cut: true,
    whole: false,
    resumes: false,
  });
  expect(client.resume().request.headers["last-event-id"]).toBe(cursor);
});

test("a body is logged as it came, whatever its events hold", () => {
  const body = 'data: {"token":"Hello. "}\n\ndata: {"token":"3.14"}\n\n';
  expect(clientOf(described).logged(body)).toBe(body);
});

const one = "id: 1\ndata: x\n\n";

describe("a client in k6 decides as the harness's own does", () => {
  test.each([
    { claim: "an end is the end", body: `${one}event: done\ndata: x\n\n`, why: "complete" },
    {
      claim: "a word that the cursor is too old is final, even if it stands aside",
      body: "event: stale\ndata: x\n\n",
      why: "refused",
    },
    {
      claim: "and what follows it is not read",
      body: `event: stale\ndata: x\n\nevent: done\ndata: x\n\n`,
      why: "refused",
    },
    { claim: "an event that says both is that word", body: 'event: done\ndata: {"stale":1}\n\n', why: "refused" },
    {
      claim: "after the end it says nothing",
      body: "event: done\ndata: x\n\nevent: stale\ndata: x\n\n",
      why: "complete",
    },
    { claim: "a close between two events is an end", body: one, why: "complete" },
    { claim: "a close in an event is not", body: `${one}data: x\n`, why: "error" },
    { claim: "nor is one in a line", body: `${one}dat`, why: "error" },
    { claim: "a comment that no blank line follows is not an event", body: `${one}: heartbeat\n`, why: "complete" },
  ])("$claim", ({ body, why }) => expect(learn(body).why).toBe(why));

  test.each([
    { claim: "in any case", type: "Text/Event-Stream;charset=utf-8", why: "complete" },
    { claim: "and whole", type: "text/event-streams", why: "refused" },
  ])("the type of a stream is read $claim", ({ type, why }) => expect(learn(one, { type }).why).toBe(why));

  test.each([
    { claim: "after an id, if the server may close at any time", body: one, resumable: true },
    { claim: "with nothing, once it has a cursor", before: one, body: "", resumable: true },
    { claim: "but not before any id", body: ": hello\n\n", resumable: false },
    { claim: "nor within an event", body: `${one}data: x\n`, resumable: false },
    { claim: "nor by a lost connection", body: one, whole: false, resumable: false },
    { claim: "nor by its own cut", body: one, cut: true, whole: false, resumable: false },
  ])("a close is one after which it goes on $claim", ({ before, body, cut = false, whole = true, resumable }) => {
    const client = clientOf({ ...described, end: [{ event: "done" }], aside: [], closes: "anytime" });
    const answer = { status: 200, headers: { "content-type": "text/event-stream" }, cut, whole, resumes: false };
    if (before !== undefined) client.learn({ ...answer, body: before });
    expect(client.learn({ ...answer, body }).resumable).toBe(resumable);
  });

  test("wherever a body ends, its close is an end where it is one for the harness's own parser", () => {
    const line = fc.constantFrom("data: x", "id: 1", ": comment", "", "retry: 5", "event: e", "other");
    const ends = fc.constantFrom("\n", "\r\n", "\r");
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), ends, fc.nat(), (lines, end, cut) => {
        const whole = lines.map((each) => each + end).join("");
        const body = whole.slice(0, cut % (whole.length + 1));
        const parser = createSseParser({ onEvent() {} });
        parser.push(Buffer.from(body));
        expect(learn(body).why).toBe(parser.halfEvent ? "error" : "complete");
      }),
    );
  });
});
