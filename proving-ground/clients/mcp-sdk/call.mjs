// A tool call by the MCP SDK, which comes back by itself. The program prints the messages of the call's progress, and its result.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { reconnectionOptions } from "./reconnection-options.mjs";

const print = (data) => process.stdout.write(`${JSON.stringify({ data })}\n`);
const transport = new StreamableHTTPClientTransport(new URL(process.argv.at(-1)), {
  requestInit: { headers: JSON.parse(process.env.RESUME_GATE_HEADERS ?? "{}") },
  reconnectionOptions,
});
const client = new Client({ name: "proving-ground", version: "1" });
client.onerror = ({ message }) => console.error(message);
await client.connect(transport);
const { content } = await client.callTool({ name: "count" }, undefined, {
  onprogress: ({ message }) => print(message),
});
print(content[0].text);
process.exit();
