// Chapter 3: all events are kept while the run goes on. When it is over, it is forgotten.
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { work } from "./work.mjs";

const runs = new Map();
let started = 0;

createServer(async (request, response) => {
  if (request.method === "POST") {
    const id = String(++started);
    const run = { events: [], reader: null };
    runs.set(id, run);
    response.end(JSON.stringify({ id }));
    await work(await json(request), ({ n, type, text }) => {
      const event = { n, frame: `id: ${n}\nevent: ${type}\ndata: ${text}\n\n` };
      run.events.push(event);
      run.reader?.write(event.frame);
    });
    runs.delete(id);
    return run.reader?.end();
  }
  const run = runs.get(request.url.split("/")[2]);
  if (!run) return response.writeHead(404).end();
  const after = Number(request.headers["last-event-id"] ?? 0);
  response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
  for (const { n, frame } of run.events) if (n > after) response.write(frame);
  run.reader = response;
}).listen(Number(process.env.PORT ?? 8080), "127.0.0.1");
