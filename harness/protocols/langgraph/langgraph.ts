import type { StreamDescription } from "../description/description.ts";
import { jsonOf, type Parameters, proofsOf, shared } from "../parameters.ts";

/** The parameters of `langgraph`, as `--with name=value` gives them. */
export const langgraphParameters: Parameters = {
  assistant: "the assistant, or the graph's name; absent: agent",
  input: 'the run\'s input, as JSON; absent: {"messages":[]}',
  mode: "the stream mode; absent: custom",
  number: shared.number,
  from: shared.from,
  proof: `${shared.proof}; absent: witness`,
  marker: shared.marker,
};

/**
 * Runs of a LangGraph server (https://langchain-ai.github.io/langgraph/cloud/reference/api/api_ref.html, Join Run Stream): a thread is made,
 * a run on it is started with a resumable stream, and a GET of the run's stream goes on after Last-Event-ID; "-1" is before the first
 * event. The stream ends with the event `end`.
 */
export function langgraph(given: Parameters): StreamDescription {
  const { assistant = "agent", input = '{"messages":[]}', mode = "custom" } = given;
  const run = { assistant_id: assistant, input: jsonOf("input", input), stream_mode: [mode], stream_resumable: true };
  return {
    create: [
      { post: "/threads", json: {}, take: { thread: "/thread_id" } },
      { post: "/threads/{thread}/runs", json: run, take: { run: "/run_id" } },
    ],
    open: { get: "/threads/{thread}/runs/{run}/stream", headers: { "last-event-id": "-1" } },
    resume: { get: "/threads/{thread}/runs/{run}/stream" },
    cursor: { from: "id", send: { header: "Last-Event-ID" }, first: "-1" },
    end: [{ event: "end" }, "close"],
    aside: [{ event: "metadata" }],
    gone: [{ status: 404 }],
    proof: proofsOf(given, ["witness"]),
  };
}
