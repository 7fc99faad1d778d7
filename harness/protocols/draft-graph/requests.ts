import type { ResumeCursor } from "../protocol.ts";
import type { RequestSpec } from "../stream-reader.ts";

const brief = "A load test's draft: decide between two suppliers, weigh cost, risk and time, and show the graph.";

/** The request that starts a stream (contract, Start a stream). This file imports no module of Node's: k6 runs it too. */
export function startDraft(workload: Readonly<Record<string, number>>): RequestSpec {
  return {
    method: "POST",
    path: "/assist/draft-graph/stream",
    headers: { "content-type": "application/json", accept: "text/event-stream" },
    body: JSON.stringify({ brief, flags: { reference: workload } }),
  };
}

/** The request that resumes a stream (contract, Resume). */
export function resumeDraft({ token, lastEventId }: ResumeCursor): RequestSpec {
  return {
    method: "POST",
    path: "/assist/draft-graph/resume",
    headers: {
      accept: "text/event-stream",
      "x-resume-token": token,
      "x-resume-mode": "live",
      ...(lastEventId === null ? {} : { "last-event-id": String(lastEventId) }),
    },
  };
}
