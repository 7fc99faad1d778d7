import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Serves one tool that counts to 40, in sessions with an event store of their own. What is tested is the SDK, or the store.
 *
 * @param pauseMs how long it waits behind a number, in milliseconds
 */
export function serveCount({ McpServer, StreamableHTTPServerTransport, EventStore, pauseMs }) {
  const sessions = new Map();

  async function newSession() {
    const server = new McpServer({ name: "count", version: "1" });
    server.tool("count", async ({ _meta, sendNotification }) => {
      const { progressToken } = _meta;
      for (let progress = 1; progress <= 39; progress++) {
        const params = { progressToken, progress, total: 40 };
        await sendNotification({ method: "notifications/progress", params }).catch(() => {});
        if (pauseMs(progress) > 0) await sleep(pauseMs(progress));
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
}

/** Events come in bursts, as a model streams tokens. */
export const inBursts = (progress) => (progress % 4 === 0 ? 200 : 0);
