import type { StreamDescription } from "../description/description.ts";
import type { Parameters } from "../parameters.ts";

/** The parameters of `nchan`, as `--with name=value` gives them. */
export const nchanParameters: Parameters = {
  publish: "the path for publishing, before the channel's name; absent: /pub",
  subscribe: "the path for subscribing, before the channel's name; absent: /sub",
};

/**
 * Channels of nchan (https://nchan.io, EventSource subscriber): the harness publishes to a channel of each stream's own, and a subscriber
 * comes back with Last-Event-ID. What is no longer kept is left out; a subscriber gets the oldest that is left.
 */
export function nchan({ publish = "/pub", subscribe = "/sub" }: Parameters): StreamDescription {
  return {
    open: { get: `${subscribe}/{marker}` },
    cursor: { from: "id", send: { header: "Last-Event-ID" } },
    proof: [{ publisher: { post: `${publish}/{marker}`, text: "{payload}" } }],
  };
}
