// The stream that an MCP client listens on (GET). Its POST before is answered here, so that the stream is the lab's from its start.
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { reconnectionOptions } from "./reconnection-options.mjs";

const transport = new StreamableHTTPClientTransport(new URL(process.argv.at(-1)), {
  requestInit: { headers: JSON.parse(process.env.RESUME_GATE_HEADERS ?? "{}") },
  reconnectionOptions,
  fetch: (url, init) =>
    init?.method === "POST" ? Promise.resolve(new Response(null, { status: 202 })) : fetch(url, init),
});
transport.onerror = () => {};
transport.onclose = () => process.exit();
await transport.start();
await transport.send({ jsonrpc: "2.0", method: "notifications/initialized" });
