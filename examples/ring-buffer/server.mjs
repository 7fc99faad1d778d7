// A server of 24 lines, as many write it: one stream for all, Last-Event-ID, and a ring buffer. With KEEP=8 it resumes across a
// silent gap: whoever was away for more than eight events gets 200, the newest eight, and no word of the others.
import { createServer } from "node:http";

const keep = Number(process.env.KEEP ?? 8);
const buffer = [];
const readers = new Set();
let n = 0;

setInterval(() => {
  const text = `id: ${++n}\nevent: price\ndata: {"n":${n}}\n\n`;
  buffer.push({ n, text });
  if (buffer.length > keep) buffer.shift();
  for (const reader of readers) reader.write(text);
}, 50);

const server = createServer((request, response) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  const after = Number(request.headers["last-event-id"] ?? n) || 0;
  for (const event of buffer) if (event.n > after) response.write(event.text);
  readers.add(response);
  response.on("close", () => readers.delete(response));
});
server.listen(Number(process.env.PORT ?? 8080), "127.0.0.1", () => console.log("listening"));
