import { describe, expect, test } from "vitest";
import { problemOf } from "./check-description.ts";

const right = {
  create: { post: "/runs", json: { prompt: "{marker}" }, take: { run: "/id" } },
  open: { get: "/runs/{run}/events" },
  cursor: { from: "id", send: { header: "Last-Event-ID" } },
  end: [{ event: "done" }],
  proof: [{ number: "/n", from: 1 }],
};

describe("descriptions that are right", () => {
  test.each([
    { claim: "a run that is created, then opened", value: right },
    {
      claim: "several requests before the stream",
      value: { ...right, create: [right.create, { post: "/runs/{run}/go" }] },
    },
    { claim: "a stream that is only opened", value: { ...right, create: undefined, open: { get: "/events" } } },
    {
      claim: "a cursor out of the data, in the query",
      value: { ...right, cursor: { from: { data: "/seq" }, send: { query: "since" } } },
    },
    { claim: "a replay from the start", value: { ...right, cursor: { from: "none" } } },
    {
      claim: "an end by a value in the data",
      value: { ...right, end: [{ pointer: "/type", equals: "completed" }, { data: "[DONE]" }] },
    },
    { claim: "heartbeats beside the stream", value: { ...right, aside: [{ event: "ping" }, "without-id"] } },
    {
      claim: "a POST with a resume of its own",
      value: { ...right, open: { post: "/chat" }, resume: { get: "/chat/{run}" } },
    },
    {
      claim: "values out of headers, and a cursor out of one",
      value: {
        ...right,
        create: { put: "/s/{marker}", take: { etag: { header: "ETag" } } },
        open: { get: "/s/{marker}", take: { session: { header: "Session-Id" } } },
        resume: { get: "/s/{marker}/{session}" },
        cursor: { from: { header: "Next-Offset" }, send: { query: "offset" } },
      },
    },
    {
      claim: "a cursor in the body of the resume",
      value: { ...right, resume: { post: "/runs/{run}" }, cursor: { from: "count", send: { body: "/from/event" } } },
    },
    {
      claim: "every way of ending, of standing aside, and of being gone",
      value: {
        ...right,
        end: ["close", { status: 204 }, { after: 40 }, { event: "done" }, { data: "[DONE]" }],
        aside: ["without-id", { event: "ping" }, { pointer: "/type", equals: "heartbeat" }],
        gone: [{ status: [404, 410] }, { status: 204 }, { event: "stale" }, { pointer: "/error", equals: "gone" }],
      },
    },
    { claim: "a server that may close at any time", value: { ...right, closes: "anytime" } },
    { claim: "no proof: the run will be inconclusive", value: { ...right, proof: [] } },
    {
      claim: "every proof without a number",
      value: {
        ...right,
        proof: [
          "prefix",
          { witness: "again", open: { get: "/runs/{run}/all" } },
          { document: "/text", part: "/delta" },
        ],
      },
    },
    {
      claim: "events of the harness' own",
      value: {
        open: { get: "/sub/{marker}" },
        cursor: right.cursor,
        proof: [{ publisher: { post: "/pub/{marker}", text: "{payload}" }, at: "/data" }],
      },
    },
  ])("$claim", ({ value }) => expect(problemOf(JSON.parse(JSON.stringify(value)))).toBeNull());

  test("a name that the user gives", () => {
    const value = { ...right, open: { get: "/runs/{run}/events?tenant={tenant}" } };
    expect(problemOf(value)?.message).toContain("{tenant}");
    expect(problemOf(value, ["tenant"])).toBeNull();
  });
});

describe("descriptions that are wrong name the field and what to do", () => {
  test.each([
    {
      claim: "a marker that no request sends",
      value: { ...right, create: { ...right.create, json: {} }, proof: [{ number: "/n" }, { marker: "/say" }] },
      path: "proof.1",
      message: /No request sends/,
    },
    {
      claim: "a marker that is taken nowhere",
      value: { ...right, proof: [{ number: "/n" }, { marker: "/say", equals: "{rum}" }] },
      path: "proof.1.equals",
      hint: /\{run\}/,
    },
    { claim: "no object", value: 3, path: "", message: /The description is 3/ },
    {
      claim: "a missing field",
      value: { ...right, end: undefined },
      path: "",
      message: /lacks "end"/,
      hint: /end: \[/,
    },
    {
      claim: "an unknown field",
      value: { ...right, proofs: [] },
      path: "proofs",
      message: /no field "proofs"/,
      hint: /"proof"/,
    },
    {
      claim: "an unknown field further in",
      value: { ...right, cursor: { form: "id" } },
      path: "cursor.form",
      hint: /"from"/,
    },
    { claim: "a wrong type", value: { ...right, open: 3 }, path: "open", message: /open is 3: it must be object/ },
    {
      claim: "a pointer without a slash",
      value: { ...right, proof: [{ number: "n" }] },
      path: "proof.0.number",
      message: /"n"/,
    },
    {
      claim: "an end that cannot happen",
      value: { ...right, end: [{ after: 0 }] },
      path: "end.0.after",
      message: /is 0/,
    },
    { claim: "a close at another time", value: { ...right, closes: "never" }, path: "closes", message: /"never"/ },
    {
      claim: "a close that is the end, and none",
      value: { ...right, closes: "anytime", end: ["close"] },
      path: "closes",
      message: /cannot be the stream's end/,
    },
    {
      claim: "a close after which no client can go on",
      value: { ...right, closes: "anytime", cursor: { from: "none" } },
      path: "closes",
      message: /no cursor/,
    },
    {
      claim: "a close that its witness would not survive",
      value: { ...right, closes: "anytime", proof: ["witness"] },
      path: "closes",
      hint: /another proof/,
    },
    { claim: "no end", value: { ...right, end: [] }, path: "end", message: /must NOT have fewer than 1/ },
    {
      claim: "a proof that is not known",
      value: { ...right, proof: ["wittness"] },
      path: "proof.0",
      message: /"wittness"/,
    },
    {
      claim: "a proof twice",
      value: { ...right, proof: ["witness", { witness: "again" }] },
      path: "proof.1",
      message: /"witness" is given twice/,
    },
    {
      claim: "a proof beside the publisher's",
      value: { ...right, proof: [{ publisher: { post: "/pub", text: "{payload}" } }, "prefix"] },
      path: "proof.1",
      message: /no effect/,
    },
    {
      claim: "a publisher that publishes nothing",
      value: { ...right, proof: [{ publisher: { post: "/pub" } }] },
      path: "proof.0.publisher",
      hint: /\{payload\}/,
    },
    {
      claim: "a last event that is not published",
      value: { ...right, proof: [{ publisher: { post: "/pub", text: "{payload}" }, last: { post: "/end" } }] },
      path: "proof.0.last",
      hint: /\{payload\}/,
    },
    {
      claim: "another host for the last event",
      value: {
        ...right,
        proof: [{ publisher: { post: "/pub", text: "{payload}" }, last: { post: "//elsewhere/x", text: "{payload}" } }],
      },
      path: "proof.0.last.post",
      message: /must be a path/,
    },
    {
      claim: "a name that nothing takes, in the last event",
      value: {
        ...right,
        proof: [{ publisher: { post: "/pub", text: "{payload}" }, last: { post: "/{rum}", text: "{payload}" } }],
      },
      path: "proof.0.last",
      message: /\{rum\}/,
    },
    {
      claim: "a place in the body for the cursor that is not there",
      value: {
        ...right,
        resume: { post: "/r", json: { list: [] } },
        cursor: { from: "id", send: { body: "/list/3" } },
      },
      path: "cursor.send.body",
      message: /no place/,
    },
    {
      claim: "a document without an event that ends the stream",
      value: { ...right, end: ["close"], proof: [{ document: "/text", part: "/delta" }] },
      path: "proof.0",
      message: /last event/,
    },
    {
      claim: "a document without its parts",
      value: { ...right, proof: [{ document: "/text" }] },
      path: "proof.0",
      message: /part/,
    },
    {
      claim: "two readings of one stream that may count differently",
      value: { ...right, create: undefined, open: { get: "/events" }, proof: [{ number: "/n" }, "witness"] },
      path: "proof.0.from",
      message: /count alike/,
    },
    {
      claim: "a cursor in the body of a GET",
      value: { ...right, cursor: { from: "id", send: { body: "/since" } } },
      path: "cursor.send.body",
      message: /GET/,
    },
    {
      claim: "a status that cannot come",
      value: { ...right, gone: [{ status: 42 }] },
      path: "gone.0.status",
      message: /42/,
    },
    {
      claim: "a rule with two meanings",
      value: { ...right, end: [{ event: "done", status: 204 }] },
      path: "end.0",
      message: /./,
    },
    {
      claim: "a name that nothing takes",
      value: { ...right, open: { get: "/runs/{rum}" } },
      path: "open",
      message: /\{rum\}/,
      hint: /\{run\}/,
    },
    {
      claim: "a name that is taken too late",
      value: { ...right, create: { ...right.create, post: "/{run}" } },
      path: "create",
      message: /\{run\}/,
    },
    {
      claim: "another host",
      value: { ...right, open: { get: "http://elsewhere/x" } },
      path: "open.get",
      message: /must be a path/,
    },
    {
      claim: "another host without its scheme",
      value: { ...right, open: { get: "//elsewhere/x" } },
      path: "open.get",
      message: /must be a path/,
    },
    {
      claim: "a GET with a body",
      value: { ...right, open: { get: "/x", json: {} } },
      path: "open.json",
      message: /GET/,
    },
    {
      claim: "a cursor that is not sent",
      value: { ...right, cursor: { from: "id" } },
      path: "cursor.send",
      message: /lacks "send"/,
    },
    {
      claim: "nothing to send",
      value: { ...right, cursor: { from: "none", send: { query: "since" } } },
      path: "cursor.send",
      message: /nothing to send/,
    },
    {
      claim: "a POST without a way to resume",
      value: { ...right, open: { post: "/chat" } },
      path: "resume",
      message: /POST/,
    },
  ])("$claim", ({ value, path, message = /./, hint = /./ }) => {
    const problem = problemOf(JSON.parse(JSON.stringify(value)));
    expect(problem?.path).toBe(path);
    expect(problem?.message).toMatch(message);
    expect(problem?.hint).toMatch(hint);
  });
});
