import type { StreamDescription } from "../description/description.ts";
import type { Parameters } from "../parameters.ts";

/** The parameters of `durable-streams`, as `--with name=value` gives them. */
export const durableStreamsParameters: Parameters = {
  path: "where streams are made; absent: the target's own, or /v1/stream",
};

/**
 * Durable Streams (https://github.com/durable-streams/durable-streams, PROTOCOL.md): a PUT makes a stream, a POST appends to it, and a GET
 * with `live=sse` reads it from an offset on. What is appended while nobody reads comes as one event with a list of messages. The offset
 * to go on from comes after it, in a `control` event.
 *
 * The harness publishes the messages itself. It closes the stream with the last of them (`Stream-Closed`).
 */
export function durableStreams(given: Parameters, ownPath: string): StreamDescription {
  const { path = ownPath === "/" ? "/v1/stream" : ownPath } = given;
  const stream = `${path.replace(/\/$/, "")}/{marker}`;
  const json = { "content-type": "application/json" };
  const append = { post: stream, headers: json, text: "{payload}" };
  return {
    create: { put: stream, headers: json },
    open: { get: `${stream}?live=sse&offset=-1` },
    resume: { get: `${stream}?live=sse` },
    cursor: { from: { data: "/streamNextOffset" }, send: { query: "offset" }, first: "-1" },
    aside: [{ event: "control" }],
    items: "",
    gone: [{ status: [404, 410] }],
    proof: [{ publisher: append, last: { ...append, headers: { ...json, "stream-closed": "true" } } }],
  };
}
