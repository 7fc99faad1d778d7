// A tool that counts, on the MCP SDK named by SDK, with an event store that keeps everything and replays what is behind an id.
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

const { McpServer } = await import(`${process.env.SDK}/server/mcp.js`);
const { StreamableHTTPServerTransport } = await import(`${process.env.SDK}/server/streamableHttp.js`);

class EventStore {
  #log = [];
  async storeEvent(stream, message) {
    const id = `${this.#log.length}@${stream}`;
    this.#log.push({ id, stream, message });
    return id;
  }
  async getStreamIdForEventId(id) {
    return this.#log.find((each) => each.id === id)?.stream;
  }
  async replayEventsAfter(last, { send }) {
    const from = this.#log.findIndex(({ id }) => id === last);
    const { stream } = this.#log[from];
    for (const each of this.#log.slice(from + 1)) if (each.stream === stream) await send(each.id, each.message);
    return stream;
  }
}

const sessions = new Map();
async function newSession() {
  const server = new McpServer({ name: "count", version: "1" });
  server.tool("count", async ({ _meta, sendNotification }) => {
    const { progressToken } = _meta;
    for (let progress = 1; progress <= 39; progress++) {
      await sendNotification({
        method: "notifications/progress",
        params: { progressToken, progress, total: 40 },
      }).catch(() => {});
      await sleep(50);
    }
    return { content: [{ type: "text", text: "counted" }], structuredContent: { progress: 40 } };
  });
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    eventStore: new EventStore(),
    onsessioninitialized: (id) => sessions.set(id, transport),
  });
  await server.connect(transport);
  return transport;
}

createServer(async (req, res) => {
  const known = sessions.get(req.headers["mcp-session-id"]);
  const isNew = req.headers["mcp-session-id"] === undefined && req.method === "POST";
  if (!known && !isNew) return res.writeHead(404).end();
  await (known ?? (await newSession())).handleRequest(req, res);
}).listen(Number(process.env.PORT), "127.0.0.1");
