import type { StreamDescription } from "../description/description.ts";
import { jsonOf, ParameterProblem, type Parameters, proofsOf, shared } from "../parameters.ts";

/** The parameters of `mcp`, as `--with name=value` gives them. */
export const mcpParameters: Parameters = {
  path: "the endpoint's path; absent: the target's own",
  tool: "the tool that is called",
  arguments: "the call's arguments, as JSON; absent: {}",
  revision: "the revision that is asked for; absent: 2025-11-25",
  number: `${shared.number}; absent: /params/progress`,
  from: "the first event's number; absent: 1",
  marker: `${shared.marker}; absent: /params/progressToken,/id`,
};

/**
 * The stream of one tool call of MCP's Streamable HTTP, in revisions 2025-03-26 to 2025-11-25
 * (https://modelcontextprotocol.io/specification/2025-11-25/basic/transports, Resumability and Redelivery): a POST is answered by a stream,
 * and a GET with Last-Event-ID goes on with it. It ends with the JSON-RPC response to the call. The call's id and its progress token are the
 * stream's own word.
 *
 * A stream has one reader at a time: a server sends each message on one of the connected streams only. Revision 2026-07-28 has neither
 * sessions nor resumption; a server that speaks nothing else gives out no session.
 *
 * @throws ParameterProblem
 */
export function mcp(given: Parameters, ownPath: string): StreamDescription {
  const { path = ownPath, tool, arguments: args = "{}", revision = "2025-11-25" } = given;
  if (tool === undefined) throw new ParameterProblem("No tool is named.", "For example: --with tool=count");
  if (revision >= "2026-07-28") {
    throw new ParameterProblem(
      `Revision ${revision} of MCP has no resumption: no session, no event ids, no Last-Event-ID.`,
      "A broken call is sent again there. Streams can be resumed up to revision 2025-11-25.",
    );
  }
  const own = { accept: "application/json, text/event-stream", "mcp-protocol-version": revision };
  const headers = { ...own, "mcp-session-id": "{session}" };
  const client = { protocolVersion: revision, capabilities: {}, clientInfo: { name: "resume-gate", version: "1" } };
  const call = { name: tool, arguments: jsonOf("arguments", args), _meta: { progressToken: "{marker}" } };
  return {
    session: [
      {
        post: path,
        headers: own,
        json: { jsonrpc: "2.0", id: 0, method: "initialize", params: client },
        take: { session: { header: "mcp-session-id" } },
        otherwise:
          "A server without sessions has no stream that could be resumed: a stateless one, or one of revision 2026-07-28, which has removed resumption",
      },
      { post: path, headers, json: { jsonrpc: "2.0", method: "notifications/initialized" } },
    ],
    open: {
      post: path,
      headers,
      json: { jsonrpc: "2.0", id: "{marker}", method: "tools/call", params: call },
    },
    resume: { get: path, headers },
    cursor: { from: "id", send: { header: "Last-Event-ID" } },
    end: [{ pointer: "/result" }, { pointer: "/error" }],
    closes: "anytime", // after any event with an id (revision 2025-11-25, Sending Messages to the Server, 6; SEP-1699)
    aside: [{ data: "" }], // a priming event: only an id (revision 2025-11-25)
    gone: [{ status: [400, 404] }],
    readers: "one",
    leavesOpen: ["after-end", "overlap"], // it describes no resume after the response, and none while the old connection seems alive
    proof: proofsOf({ number: "/params/progress", from: "1", marker: "/params/progressToken,/id", ...given }, []),
  };
}
