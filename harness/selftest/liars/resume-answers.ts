import type { Liar } from "../liar.ts";
import { answerResumes, streamHeaders } from "../lies/false-answers.ts";

const page = "<!doctype html><title>Sorry</title><h1>Something went wrong</h1>";

/** Wrong statuses, headers and bodies in the answer to a resume. */
export const resumeAnswers: readonly Liar[] = [
  {
    name: "empty-body",
    says: "answers a resume with 200 and an empty stream",
    expect: { finding: "ended-early" },
    lie: answerResumes("once", () => ({ status: 200, headers: streamHeaders, body: "" })),
  },
  {
    name: "wrong-type",
    says: "sends the right stream as application/json",
    expect: { finding: "not-a-stream" },
    lie: (tools) => ({
      answer(answer, request) {
        if (request.kind !== "resume" || answer.body !== undefined) return answer;
        tools.lied(tools.wire.streamOf(request, answer.headers));
        return { ...answer, headers: { ...answer.headers, "content-type": "application/json" } };
      },
    }),
  },
  {
    name: "html-page",
    says: "answers a resume with 200 and an HTML error page",
    expect: { finding: "not-a-stream" },
    lie: answerResumes("once", () => ({
      status: 200,
      headers: { "content-type": "text/html; charset=utf-8" },
      body: page,
    })),
  },
  // 204 tells an EventSource never to come back (WHATWG HTML, 9.2).
  {
    name: "no-content",
    says: "answers a resume with 204",
    expect: { finding: "unexpected-status" },
    lie: answerResumes("once", () => ({ status: 204, headers: {}, body: "" })),
  },
  {
    name: "redirect",
    says: "sends a resume elsewhere with 307",
    expect: { finding: "unexpected-status" },
    lie: answerResumes("once", ({ path }) => ({ status: 307, headers: { location: `${path}?again=1` }, body: "" })),
  },
  {
    name: "bad-gateway",
    says: "answers a resume with 502 and an HTML page",
    expect: { finding: "unexpected-status" },
    lie: answerResumes("once", () => ({
      status: 502,
      headers: { "content-type": "text/html" },
      body: "<h1>Bad gateway</h1>",
    })),
  },
  {
    name: "falsely-partial",
    says: "calls a complete recovery partial",
    expect: { answer: "200 partial" },
    lie: (tools) => ({
      answer(answer, request) {
        if (request.kind !== "resume" || answer.body !== undefined) return answer;
        tools.lied(tools.wire.streamOf(request, answer.headers));
        return { ...answer, headers: { ...answer.headers, "x-resume-recovery": "partial" } };
      },
    }),
  },
];
