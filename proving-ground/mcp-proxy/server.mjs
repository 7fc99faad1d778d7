// A tool that counts in bursts, as a model streams tokens, on the event store that mcp-proxy (named by PROXY) exports.

import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";

const { InMemoryEventStore } = await import(process.env.PROXY);

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
      if (progress % 4 === 0) await sleep(200);
    }
    return { content: [{ type: "text", text: "counted" }], structuredContent: { progress: 40 } };
  });
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    eventStore: new InMemoryEventStore(),
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
