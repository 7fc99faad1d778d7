// A server of 30 lines that resumes by Last-Event-ID out of a ring buffer. With KEEP=8 it resumes across a silent gap.
import { createServer } from "node:http";

const keep = Number(process.env.KEEP ?? 8);
const runs = new Map(); // run → { last, buffer, readers }

function start() {
  const id = String(runs.size + 1);
  const run = { last: 0, buffer: [], readers: new Set() };
  runs.set(id, run);
  const timer = setInterval(() => {
    const n = ++run.last;
    const event = `id: ${n}\nevent: ${n === 40 ? "done" : "message"}\ndata: {"n":${n},"run":"${id}"}\n\n`;
    run.buffer.push({ n, event });
    if (run.buffer.length > keep) run.buffer.shift();
    for (const reader of run.readers) n === 40 ? reader.end(event) : reader.write(event);
    if (n === 40) clearInterval(timer);
  }, 50);
  return id;
}

const server = createServer((request, response) => {
  if (request.method === "POST") return response.end(JSON.stringify({ id: start() }));
  const run = runs.get(request.url.split("/")[2]);
  if (!run) return response.writeHead(404).end();
  response.writeHead(200, { "content-type": "text/event-stream" });
  const after = Number(request.headers["last-event-id"] ?? 0);
  for (const { n, event } of run.buffer) if (n > after) response.write(event);
  if (run.last === 40) return response.end();
  run.readers.add(response);
  response.on("close", () => run.readers.delete(response));
});
server.listen(Number(process.env.PORT ?? 8080), "127.0.0.1", () =>
  console.log(`listening on ${server.address().port}`),
);
