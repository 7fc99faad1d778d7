import { createDraftGraphReader } from "./draft-graph-reader.ts";
import type { Protocol, RequestSpec, ResumeCursor } from "./protocol.ts";

const brief = "A load test's draft: decide between two suppliers, weigh cost, risk and time, and show the graph.";

/** The contract's own protocol: `POST /assist/draft-graph/stream` and `/resume`. */
export const draftGraph: Protocol = {
  name: "draft-graph",

  start(workload): RequestSpec {
    return {
      method: "POST",
      path: "/assist/draft-graph/stream",
      headers: { "content-type": "application/json", accept: "text/event-stream" },
      body: JSON.stringify({ brief, flags: { reference: workload } }),
    };
  },

  resume({ token, lastEventId }: ResumeCursor): RequestSpec {
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
  },

  createReader: createDraftGraphReader,
};

/** To add a protocol: write its file, add its line. */
export const protocols: readonly Protocol[] = [draftGraph];
