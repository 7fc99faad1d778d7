import type { StreamDescription } from "../description/description.ts";
import type { Parameters } from "../parameters.ts";

/** The parameters of `mercure`, as `--with name=value` gives them. */
export const mercureParameters: Parameters = {
  path: "the hub; absent: /.well-known/mercure",
  jwt: "the publisher's token, sent as Authorization: Bearer",
};

/**
 * Topics of a Mercure hub (https://mercure.rocks/spec, sections 5 to 7): the harness publishes to a topic of each stream's own, and a
 * subscriber comes back with Last-Event-ID; "earliest" asks for all that the hub has kept.
 */
export function mercure({ path = "/.well-known/mercure", jwt = "" }: Parameters): StreamDescription {
  const form = { topic: "{marker}", data: "{payload}" };
  return {
    open: { get: `${path}?topic={marker}&lastEventID=earliest` },
    resume: { get: `${path}?topic={marker}` },
    cursor: { from: "id", send: { header: "Last-Event-ID" } },
    proof: [{ publisher: { post: path, headers: { authorization: `Bearer ${jwt}` }, form } }],
  };
}
