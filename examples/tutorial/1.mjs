// Chapter 1: an event goes to whoever listens at that moment.
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { work } from "./work.mjs";

const readers = new Map(); // by the run's id

createServer(async (request, response) => {
  if (request.method === "POST") {
    const id = String(readers.size + 1);
    readers.set(id, null);
    response.end(JSON.stringify({ id }));
    await work(await json(request), ({ n, type, text }) => {
      readers.get(id)?.write(`id: ${n}\nevent: ${type}\ndata: ${text}\n\n`);
    });
    return readers.get(id)?.end();
  }
  response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
  readers.set(request.url.split("/")[2], response);
}).listen(Number(process.env.PORT ?? 8080), "127.0.0.1");
