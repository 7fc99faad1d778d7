import type { StreamDescription } from "../description/description.ts";
import { type Parameters, proofsOf, shared } from "../parameters.ts";

/** The parameters of `ai-sdk`, as `--with name=value` gives them. */
export const aiSdkParameters: Parameters = {
  path: "where chats are; absent: /api/chat",
  start:
    "the query parameter by which a client says how many events it has, such as startIndex; absent: a resume replays from the start",
  number: shared.number,
  from: shared.from,
  proof: `${shared.proof}; absent: prefix, and with "start" a witness`,
  marker: shared.marker,
};

/**
 * A chat of the AI SDK that a page can come back to (https://ai-sdk.dev/docs/ai-sdk-ui/chatbot-resume-streams): a POST is answered by the UI
 * message stream, a GET of `{chat}/stream` replays it from the start and goes on, and 204 says that no stream is active. The stream ends
 * with the data `[DONE]`. Its events have no ids.
 */
export function aiSdk(given: Parameters): StreamDescription {
  const { path = "/api/chat", start } = given;
  const message = { id: "{marker}", role: "user", parts: [{ type: "text", text: "Count, and say {marker}." }] };
  return {
    open: { post: path, json: { id: "{marker}", message } },
    resume: { get: `${path}/{marker}/stream` },
    cursor: start === undefined ? { from: "none" } : { from: "count", send: { query: start } },
    end: [{ data: "[DONE]" }, { status: 204 }],
    proof: proofsOf(given, [start === undefined ? "prefix" : "witness"]),
  };
}
