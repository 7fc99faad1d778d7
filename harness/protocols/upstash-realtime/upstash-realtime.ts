import type { StreamDescription } from "../description/description.ts";
import { type Parameters, proofsOf, shared } from "../parameters.ts";

/** The parameters of `upstash-realtime`, as `--with name=value` gives them. */
export const upstashRealtimeParameters: Parameters = {
  path: "where the stream is; absent: the target's own, or /api/realtime",
  channel: "the channel; absent: the stream's own word",
  end: "the name of the event that ends a stream (at /event in the data); absent: done",
  number: `${shared.number}; absent: /data/n`,
  from: shared.from,
  proof: shared.proof,
  marker: `${shared.marker}; absent: none`,
};

/**
 * A channel of Upstash Realtime (https://upstash.com/docs/realtime): the events' ids stand in their JSON data, with no id of the stream, and
 * a client sends the last one as `last_ack_{channel}`. Messages of the connection have a `type`.
 */
export function upstashRealtime(given: Parameters, ownPath: string): StreamDescription {
  const { path = ownPath === "/" ? "/api/realtime" : ownPath, channel = "{marker}", end = "done" } = given;
  return {
    open: { get: `${path}?channel=${channel}` },
    cursor: { from: { data: "/id" }, send: { query: `last_ack_${channel}` } },
    end: [{ pointer: "/event", equals: end }],
    leavesOpen: ["after-end"], // a channel goes on: a client that has everything waits for more
    aside: ["connected", "ping", "reconnect", "disconnected", "error"].map((equals) => ({ pointer: "/type", equals })),
    proof: proofsOf({ number: "/data/n", ...given }, []),
  };
}
