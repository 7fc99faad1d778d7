// Chapter 2: the newest eight events are kept, and are sent to whoever comes back.
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { work } from "./work.mjs";

const runs = new Map();

createServer(async (request, response) => {
  if (request.method === "POST") {
    const id = String(runs.size + 1);
    const run = { events: [], reader: null };
    runs.set(id, run);
    response.end(JSON.stringify({ id }));
    await work(await json(request), ({ n, type, text }) => {
      const event = { n, frame: `id: ${n}\nevent: ${type}\ndata: ${text}\n\n` };
      run.events.push(event);
      if (run.events.length > 8) run.events.shift();
      run.reader?.write(event.frame);
    });
    return run.reader?.end();
  }
  const run = runs.get(request.url.split("/")[2]);
  const after = Number(request.headers["last-event-id"] ?? 0);
  response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
  for (const { n, frame } of run.events) if (n > after) response.write(frame);
  run.reader = response;
}).listen(Number(process.env.PORT ?? 8080), "127.0.0.1");
