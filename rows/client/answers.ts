import type { ClientRow, RefusalAnswer, StreamAnswer } from "./row.ts";

/** Answers that are not a stream: at the start, and at the resume after three events. */
interface Refused {
  readonly name: string;
  readonly does: string;
  readonly must: string;
  readonly why: string;
  readonly answer: RefusalAnswer;
}

const cut: StreamAnswer = { kind: "stream", upTo: 3 };
const whole: StreamAnswer = { kind: "stream" };
const mayRetry = "The client stops, or asks again after a pause. It still has its cursor.";

const both: readonly Refused[] = [
  {
    name: "wrong-type",
    does: "Answers 200 with a page of HTML, as a proxy's login page does",
    must: "No part of it is delivered. The client stops, or asks again after a pause.",
    why: "A client that ignores Content-Type reads the page as a stream.",
    answer: {
      kind: "refusal",
      status: 200,
      headers: { "content-type": "text/html" },
      body: "<p>Please log in</p>\ndata: this is a page\n\n",
      after: "open",
    },
  },
  {
    name: "204",
    does: "Answers 204",
    must: "The client never asks again.",
    why: "204 is how a server tells a client to stop (HTML standard, 9.2.3).",
    answer: { kind: "refusal", status: 204, after: "stop" },
  },
  {
    name: "301",
    does: "Answers 301",
    must: "The client goes on at the new place, with its cursor.",
    why: "A client that makes a new request there may forget its headers.",
    answer: { kind: "refusal", status: 301, headers: { location: "{moved}" }, after: "come-back" },
  },
  {
    name: "307",
    does: "Answers 307",
    must: "The client goes on at the new place, with its method, body and cursor.",
    why: "A client that makes a new request there may forget its headers.",
    answer: { kind: "refusal", status: 307, headers: { location: "{moved}" }, after: "come-back" },
  },
  {
    name: "401",
    does: "Answers 401",
    must: mayRetry,
    why: "A client that asks again at once locks its user out.",
    answer: { kind: "refusal", status: 401, headers: { "www-authenticate": "Bearer" }, after: "open" },
  },
  {
    name: "404",
    does: "Answers 404",
    must: mayRetry,
    why: "The standard fails the connection; libraries differ.",
    answer: { kind: "refusal", status: 404, after: "open" },
  },
  {
    name: "426",
    does: "Answers 426",
    must: mayRetry,
    why: "The contract's answer where nothing can be resumed.",
    answer: { kind: "refusal", status: 426, after: "open" },
  },
  {
    name: "429",
    does: "Answers 429 with Retry-After: 1",
    must: "The client stops, or asks again after a second or later.",
    why: "A client that ignores Retry-After makes the overload last.",
    answer: { kind: "refusal", status: 429, headers: { "retry-after": "1" }, after: "open" },
  },
  {
    name: "500",
    does: "Answers 500",
    must: mayRetry,
    why: "The standard fails the connection; libraries differ.",
    answer: { kind: "refusal", status: 500, after: "open" },
  },
  {
    name: "503",
    does: "Answers 503 with Retry-After: 1",
    must: "The client stops, or asks again after a second or later.",
    why: "Each rolling restart answers so.",
    answer: { kind: "refusal", status: 503, headers: { "retry-after": "1" }, after: "open" },
  },
];

function atStart({ name, does, must, why, answer }: Refused): ClientRow {
  return {
    name: `${name}-at-start`,
    theme: "answer",
    does: `${does} to the first request.`,
    must,
    why,
    answers: [answer, whole],
  };
}

function atResume({ name, does, must, why, answer }: Refused): ClientRow {
  return {
    name: `${name}-at-resume`,
    theme: "answer",
    does: `${does} to the resume.`,
    must,
    why,
    answers: [cut, answer, whole],
  };
}

export const answers: readonly ClientRow[] = [
  ...both.map(atStart),
  {
    name: "410-at-start",
    theme: "answer",
    does: "Answers 410 to the first request.",
    must: mayRetry,
    why: "Without a cursor nobody can tell a repeated request from a new stream.",
    answers: [{ kind: "refusal", status: 410, after: "open" }, whole],
  },
  ...both.map(atResume),
  {
    name: "410-at-resume",
    theme: "answer",
    does: "Answers 410 to the resume, for as long as the old cursor is sent.",
    must: "The client never sends that cursor again. It starts a new stream, or leaves that to its application.",
    why: "What 410 refuses is gone for good: asking again for it can never help.",
    answers: [cut, { kind: "refusal", status: 410, after: "start-anew" }, whole],
  },
];
