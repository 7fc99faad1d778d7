/** How each protocol is spoken: its requests, and what an event says. Correct, and without any haste. */
export const protocols = {
  mcp,
  "openai-responses": openaiResponses,
  "ai-sdk": aiSdk,
  "durable-streams": durableStreams,
};

const json = { "content-type": "application/json" };

function mcp(url, credentials) {
  let session = {};
  const accept = "application/json, text/event-stream";
  const post = (body) => {
    const headers = { ...credentials, ...json, ...session, accept };
    return fetch(url, { method: "POST", headers, body: JSON.stringify({ jsonrpc: "2.0", ...body }) });
  };
  const get = (more = {}) =>
    fetch(url, { headers: { ...credentials, ...session, accept: "text/event-stream", ...more } });
  return {
    cursorIsId: true,
    async prepare() {
      const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "model", version: "1" } };
      const { headers } = await post({ id: 0, method: "initialize", params });
      session = { "mcp-session-id": headers.get("mcp-session-id"), "mcp-protocol-version": "2025-11-25" };
      await post({ method: "notifications/initialized" });
      await (await get()).body?.cancel(); // messages outside of calls: there are none
    },
    open: () => post({ id: 1, method: "tools/call", params: { name: "count", _meta: { progressToken: "p" } } }),
    resume: (id) => get(id === null ? {} : { "last-event-id": Buffer.from(id, "utf8").toString("latin1") }),
    read({ data }) {
      if (data === "") return {};
      const { params, result } = JSON.parse(data);
      return result ? { text: result.content[0].text, end: true } : { text: params.message };
    },
  };
}

function openaiResponses(url, credentials) {
  let id = "";
  return {
    open() {
      const body = JSON.stringify({ model: "lab", input: "Count.", background: true, stream: true });
      return fetch(`${url}/v1/responses`, { method: "POST", headers: { ...credentials, ...json }, body });
    },
    resume(number) {
      const from = number === null ? "" : `&starting_after=${number}`;
      return fetch(`${url}/v1/responses/${id}?stream=true${from}`, { headers: credentials });
    },
    read({ data }) {
      const { type, delta, response, sequence_number: cursor } = JSON.parse(data);
      id = response?.id ?? id;
      return { text: delta, cursor, end: type === "response.completed" };
    },
  };
}

function aiSdk(url, credentials) {
  const post = () => {
    const message = { id: "1", role: "user", parts: [{ type: "text", text: "Count." }] };
    const body = JSON.stringify({ id: "chat-1", messages: [message] });
    return fetch(`${url}/api/chat`, { method: "POST", headers: { ...credentials, ...json }, body });
  };
  let isFaulty = () => false;
  let message = "";
  return {
    open: post,
    resume: () => (isFaulty("no-cursor") ? post() : fetch(`${url}/api/chat/chat-1/stream`, { headers: credentials })),
    begins(lies) {
      isFaulty = lies;
    },
    read({ data }) {
      if (data === "[DONE]") return { end: true };
      const { type, delta } = JSON.parse(data);
      if (type === "start" && !isFaulty("appends")) message = ""; // the message is made anew
      if (type === "text-delta") message += delta;
      return {};
    },
    message: () => message.split("\n").filter((line) => line !== ""),
  };
}

function durableStreams(url, credentials) {
  return {
    async open() {
      const caughtUp = await fetch(`${url}?offset=-1`, { headers: credentials }); // first, as the protocol's own client does
      await caughtUp.body?.cancel();
      const offset = caughtUp.headers.get("stream-next-offset");
      return fetch(`${url}?live=sse&offset=${offset}`, { headers: credentials });
    },
    resume: (offset) => fetch(`${url}?live=sse&offset=${encodeURIComponent(offset ?? "-1")}`, { headers: credentials }),
    read({ event, data }) {
      if (event === "data") return { text: data };
      const { streamNextOffset, streamClosed } = JSON.parse(data);
      return { cursor: streamNextOffset, end: streamClosed };
    },
  };
}
