// The second MCP SDK as it serves by default: revision 2026-07-28, and older clients without sessions. Nothing can be resumed.
import { serve } from "@hono/node-server";
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";

const handler = createMcpHandler(
  () => {
    const server = new McpServer({ name: "count", version: "1" });
    server.registerTool("count", {}, async () => ({ content: [{ type: "text", text: "counted" }] }));
    return server;
  },
  process.env.LEGACY ? { legacy: process.env.LEGACY } : {},
);
serve({ fetch: (request) => handler.fetch(request), hostname: "127.0.0.1", port: Number(process.env.PORT) });
