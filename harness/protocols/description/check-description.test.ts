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
  ])("$claim", ({ value }) => expect(problemOf(JSON.parse(JSON.stringify(value)))).toBeNull());
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
    { claim: "no end", value: { ...right, end: [] }, path: "end", message: /must NOT have fewer than 1/ },
    { claim: "no proof", value: { ...right, proof: [] }, path: "proof", hint: /number/ },
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
      claim: "a POST that nobody can resume",
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
