// A server of runs for --command: POST /runs makes one of 40 events, GET /runs/… reads it, by Last-Event-ID or `?since=`.
// FAULT: what it does wrong. PAD: bytes in each event.
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";

const { FAULT: fault = "", PAD: pad = "10", PORT: port } = process.env;
const total = 40;
const runs = new Map();
let requests = 0;

const make = (marker) => {
  const name = fault === "counts-again" ? String(runs.size + 1) : randomUUID();
  const run = { marker, events: [], readers: new Set(), timer: setInterval(() => emit(run), 40) };
  runs.set(name, run);
  return JSON.stringify({ id: name });
};
const emit = (run) => {
  const n = run.events.length + 1;
  const data = JSON.stringify({ n, m: run.marker, pad: "x".repeat(Number(pad)) });
  const text = `id: ${n}\nevent: ${n === total ? "done" : "part"}\ndata: ${data}\n\n`;
  run.events.push(text);
  for (const reader of run.readers) send(reader, text, n === total);
  if (n === total) clearInterval(run.timer);
};
const send = (reader, text, isLast) => {
  if (fault === "drops-slow" && reader.writableNeedDrain && !isLast) return;
  if (isLast) reader.end(text);
  else reader.write(text);
};
const read = (run, url, request, response) => {
  const before = Number(request.headers["last-event-id"] ?? url.searchParams.get("since") ?? 0);
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const text of run.events.slice(before)) response.write(text);
  if (run.events.length === total) return response.end();
  run.readers.add(response);
  if (fault === "forgets-timers") return setInterval(() => JSON.stringify("x".repeat(20_000)), 20);
  return response.on("close", () => run.readers.delete(response));
};

const server = createServer((request, response) => {
  if (fault === "crashes" && ++requests > 100) throw new Error("it was too much");
  const url = new URL(request.url, "http://localhost");
  if (request.method === "POST") {
    request.setEncoding("utf8").on("data", (body) => response.end(make(JSON.parse(body).marker)));
    return;
  }
  const run = runs.get(url.pathname.split("/")[2]);
  if (run) read(run, url, request, response);
  else response.writeHead(404).end();
});
if (fault === "deaf") setInterval(() => {}, 1_000);
else server.listen(Number(port), "127.0.0.1", () => console.log("listening"));
