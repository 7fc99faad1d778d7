import type { StreamDescription } from "../description/description.ts";
import { type Parameters, proofsOf, shared } from "../parameters.ts";

/** The parameters of `tanstack-ai`, as `--with name=value` gives them. */
export const tanstackAiParameters: Parameters = {
  path: "where chats are; absent: the target's own, or /api/chat",
  number: shared.number,
  from: shared.from,
  proof: `${shared.proof}; absent: witness`,
  marker: shared.marker,
};

/**
 * A chat of TanStack AI with durable delivery (https://tanstack.com/ai, Durable streams): a POST is answered by the stream, which is named by
 * `X-Run-Id`; its ids are opaque, and a GET with Last-Event-ID goes on. "-1" is before the first event; a GET without any is answered 400.
 * It ends with RUN_FINISHED or RUN_ERROR.
 */
export function tanstackAi(given: Parameters, ownPath: string): StreamDescription {
  const { path = ownPath === "/" ? "/api/chat" : ownPath } = given;
  const headers = { "x-run-id": "{marker}" };
  return {
    open: {
      post: path,
      headers,
      json: { messages: [{ role: "user", content: "Count to forty." }], runId: "{marker}", threadId: "{marker}" },
    },
    resume: { get: path, headers },
    cursor: { from: "id", send: { header: "Last-Event-ID" }, first: "-1" },
    end: [
      { pointer: "/type", equals: "RUN_FINISHED" },
      { pointer: "/type", equals: "RUN_ERROR" },
    ],
    gone: [{ status: [400, 404, 410] }],
    proof: proofsOf(given, ["witness"]),
  };
}
