// A tool that counts in bursts, on the event store that mcp-proxy (named by PROXY) exports.
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { inBursts, serveCount } from "../mcp-count.mjs";

const { InMemoryEventStore: EventStore } = await import(process.env.PROXY);

serveCount({ McpServer, StreamableHTTPServerTransport, EventStore, pauseMs: inBursts });
