import type { ClientRow } from "../../../rows/client/row.ts";
import { parseJson, valueAt } from "../../protocols/description/json-pointer.ts";
import { idOf } from "../wire.ts";
import { offeredRows, type RowRules } from "./offered-rows.ts";
import { payloadIn, payloadsIn } from "./payloads-in.ts";
import { type Asked, jsonAside, openingPlace, type Place, type ProtocolWire, type Wire } from "./wire.ts";

const noIds = "A stream without a last id cannot be gone on with in this protocol.";
const rules: RowRules = {
  retry: true,
  gone: 404,
  notOffered: {
    "204-at-resume": "The protocol has no such answer here.",
    "cursor-none": noIds,
    "cursor-reset": noIds,
    "cursor-reset-bare": noIds,
    "cursor-utf8": "The specification does not say how an id beyond ASCII stands in a header.",
  },
};

/**
 * A tool call of MCP's Streamable HTTP, in revisions 2025-03-26 to 2025-11-25
 * (https://modelcontextprotocol.io/specification/2025-11-25/basic/transports): a POST is answered by a stream that begins with an id alone
 * and ends with the JSON-RPC response; a GET with Last-Event-ID goes on with it.
 *
 * Payloads are the messages of progress notifications, and the text of the result. A client that gives no progress token gets log messages.
 */
export const mcpWire: ProtocolWire = {
  cursorName: "Last-Event-ID",
  rows: (rows) => offeredRows(rows, rules),
  play: (row) => new McpWire(row),
};

class McpWire implements Wire {
  readonly headers = {};
  readonly replays = false;
  readonly payloadIn = payloadIn;
  readonly delivered = payloadsIn;
  readonly writing: Wire["writing"];
  #call: { readonly id: unknown; readonly token: unknown } = { id: 1, token: undefined };
  #sessions = 0;
  /** The session's stream for messages outside of calls was asked for. */
  #listened = false;

  constructor({ form }: ClientRow) {
    this.writing = {
      data: (payload) => this.#message(JSON.stringify(payload), payload.n, payload.last),
      opening: () => `id: ${idOf(-1, form)}\ndata:\n\n`,
    };
  }

  labels() {
    return { event: "message", unlabelled: true as const };
  }

  place({ method, url, headers, body }: Asked): Place {
    const json = parseJson(body);
    const asksFor = method === "POST" ? valueAt(json, "/method") : undefined;
    if (method === "DELETE") return { kind: "aside", status: 200 };
    if (method === "GET") return this.#resume(url, headers["last-event-id"]);
    if (method !== "POST") return { kind: "aside", status: 405 };
    const id = valueAt(json, "/id");
    if (asksFor === "tools/call") {
      this.#call = { id, token: valueAt(json, "/params/_meta/progressToken") };
      return openingPlace(url.pathname);
    }
    if (asksFor === "initialize") {
      this.#sessions++;
      this.#listened = false;
    }
    if (id === undefined || asksFor === undefined) return { kind: "aside", status: 202 };
    const result = resultOf(String(asksFor), json);
    const session = { headers: { "mcp-session-id": `lab-${this.#sessions}` } };
    if (result) return jsonAside({ jsonrpc: "2.0", id, result }, asksFor === "initialize" ? session : {});
    return jsonAside({ jsonrpc: "2.0", id, error: { code: -32601, message: `The lab has no ${String(asksFor)}.` } });
  }

  /** The first GET without a cursor in a session wants messages outside of calls. There are none. */
  #resume({ pathname }: URL, lastId: string | string[] | undefined): Place {
    const cursor = typeof lastId === "string" && lastId !== "" ? Buffer.from(lastId, "latin1").toString("utf8") : null;
    if (cursor === null && !this.#listened) {
      this.#listened = true;
      return { kind: "aside", status: 405, headers: { allow: "POST, DELETE" } };
    }
    return { kind: "stream", resumes: true, cursor, cursorIn: "header", path: pathname, repeatsBody: true };
  }

  #message(text: string, n: number, isLast: true | undefined): string {
    const { id, token } = this.#call;
    const jsonrpc = "2.0";
    if (isLast) return JSON.stringify({ jsonrpc, id, result: { content: [{ type: "text", text }] } });
    if (token === undefined) {
      return JSON.stringify({ jsonrpc, method: "notifications/message", params: { level: "info", data: text } });
    }
    const params = { progressToken: token, progress: n + 1, message: text };
    return JSON.stringify({ jsonrpc, method: "notifications/progress", params });
  }
}

const tool = { name: "count", description: "Counts.", inputSchema: { type: "object" } };

/** The result of a request that is answered at once; null where the lab has none. */
function resultOf(method: string, json: unknown): object | null {
  if (method === "initialize") {
    const protocolVersion = valueAt(json, "/params/protocolVersion") ?? "2025-11-25";
    return {
      protocolVersion,
      capabilities: { tools: {}, logging: {} },
      serverInfo: { name: "resume-gate", version: "1" },
    };
  }
  if (method === "tools/list") return { tools: [tool] };
  return method === "ping" || method === "logging/setLevel" ? {} : null;
}
