import type { StreamDescription } from "../description/description.ts";
import { type Parameters, proofsOf, shared } from "../parameters.ts";

/** The parameters of `openai-responses`, as `--with name=value` gives them. */
export const openaiResponsesParameters: Parameters = {
  path: "the endpoint's path; absent: /v1/responses",
  model: "the model; absent: gpt-5",
  input: "what it is asked; it may hold {marker}",
  marker: `${shared.marker}; absent: none`,
};

const ends = ["response.completed", "response.failed", "response.incomplete", "response.cancelled"] as const;

/**
 * Background responses of OpenAI's Responses API (https://platform.openai.com/docs/guides/background, Streaming a background response):
 * a POST with `background` and `stream` is answered by the stream, whose first event names the response; a GET with `starting_after` goes
 * on after an event's `sequence_number`.
 */
export function openaiResponses(given: Parameters): StreamDescription {
  const {
    path = "/v1/responses",
    model = "gpt-5",
    input = "Count to forty, and say {marker} with each number.",
  } = given;
  return {
    open: {
      post: path,
      json: { model, input, background: true, stream: true },
      take: { response: { event: "/response/id" } },
    },
    resume: { get: `${path}/{response}?stream=true` },
    cursor: { from: { data: "/sequence_number" }, send: { query: "starting_after" } },
    end: ends.map((event) => ({ event })),
    gone: [{ status: 404 }],
    proof: proofsOf({ number: "/sequence_number", from: "0", ...given }, []),
  };
}
