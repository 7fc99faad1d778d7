// Chapter 6: a text of several lines stays one event. A heartbeat tells proxies that the connection is alive.
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { work } from "./work.mjs";

const keepMs = 60_000;
const heartbeatMs = 100; // a real server waits 15 s; here a whole stream takes two
const runs = new Map();
let started = 0;

/** Each line of the text is a data line of its own; the client puts a line feed between them. */
const frameOf = ({ n, type, text }) => {
  const lines = text.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
  return `id: ${n}\nevent: ${type}\n${lines.join("")}\n`;
};

createServer(async (request, response) => {
  if (request.method === "POST") {
    const id = String(++started);
    const run = { events: [], readers: new Set(), isOver: false };
    runs.set(id, run);
    response.end(JSON.stringify({ id }));
    await work(await json(request), (event) => {
      const frame = frameOf(event);
      run.events.push({ n: event.n, frame });
      for (const reader of run.readers) reader.write(frame);
    });
    run.isOver = true;
    setTimeout(() => runs.delete(id), keepMs);
    for (const reader of run.readers) reader.end();
    return;
  }
  const run = runs.get(request.url.split("/")[2]);
  if (!run) return response.writeHead(404).end();
  const after = Number(request.headers["last-event-id"] ?? 0);
  response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
  for (const { n, frame } of run.events) if (n > after) response.write(frame);
  if (run.isOver) return response.end();
  run.readers.add(response);
  setInterval(() => response.writableEnded || response.write(": still here\n\n"), heartbeatMs);
  response.on("close", () => run.readers.delete(response));
}).listen(Number(process.env.PORT ?? 8080), "127.0.0.1");
