// A tool that counts in bursts, on the event store of the SDK's own examples, which many servers use as it is.
import { InMemoryEventStore as EventStore } from "@modelcontextprotocol/sdk/examples/shared/inMemoryEventStore.js";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { inBursts, serveCount } from "../mcp-count.mjs";

serveCount({ McpServer, StreamableHTTPServerTransport, EventStore, pauseMs: inBursts });
