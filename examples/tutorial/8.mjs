// Chapter 8: an id names its run, so a cursor of another run, or of nobody, is refused. The data are JSON, and say their number.
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { work } from "./work.mjs";

const keepMs = 60_000;
const heartbeatMs = 100; // a real server waits 15 s; here a whole stream takes two
const runs = new Map();

/** JSON escapes line breaks, so the data are one line. */
const frameOf = (id, { n, type, text }) => `id: ${id}_${n}\nevent: ${type}\ndata: ${JSON.stringify({ n, text })}\n\n`;

/** How many events of this run the client has; null for a cursor that this run did not give out. */
function countOf(id, run, cursor) {
  if (cursor === undefined) return 0;
  const [of, n] = cursor.split("_");
  return of === id && Number(n) <= run.frames.length ? Number(n) : null;
}

createServer(async (request, response) => {
  if (request.method === "POST") {
    const id = randomUUID();
    const run = { frames: [], readers: new Set(), isOver: false };
    runs.set(id, run);
    response.end(JSON.stringify({ id }));
    await work(await json(request), (event) => {
      const frame = frameOf(id, event);
      run.frames.push(frame);
      for (const reader of run.readers) reader.write(frame);
    });
    run.isOver = true;
    setTimeout(() => runs.delete(id), keepMs);
    for (const reader of run.readers) reader.end();
    return;
  }
  const id = request.url.split("/")[2];
  const run = runs.get(id);
  if (!run) return response.writeHead(404).end();
  const count = countOf(id, run, request.headers["last-event-id"]);
  if (count === null) return response.writeHead(410).end();
  response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
  for (const frame of run.frames.slice(count)) response.write(frame);
  if (run.isOver) return response.end();
  run.readers.add(response);
  const heartbeat = setInterval(() => response.writableEnded || response.write(": still here\n\n"), heartbeatMs);
  response.on("close", () => {
    clearInterval(heartbeat);
    run.readers.delete(response);
  });
}).listen(Number(process.env.PORT ?? 8080), "127.0.0.1");
