// A JSON stream by the client of Durable Streams, which comes back by itself. The program asks for SSE and prints each message.
import { stream } from "@durable-streams/client";

const headers = JSON.parse(process.env.RESUME_GATE_HEADERS ?? "{}");
const response = await stream({ url: process.argv.at(-1), headers, offset: "-1", live: "sse", json: true });
response.subscribeJson(({ items }) => {
  for (const item of items) process.stdout.write(`${JSON.stringify({ data: item })}\n`);
});
await response.closed;
