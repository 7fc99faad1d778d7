// The ways in which home-made servers resume, each with its usual fault. WAY says which, KEEP how many events are kept.
//   WAY=opaque  random ids, Last-Event-ID      WAY=since   ids in the data, ?since=
//   WAY=replay  no ids, replay from the start  WAY=sparse  an id on every fourth event only, numbers in the data
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";

const keep = Number(process.env.KEEP ?? 8);
const way = process.env.WAY ?? "opaque";
const runs = new Map(); // run → { events, first, readers }

function start() {
  const run = { events: [], first: 0, readers: new Set() };
  runs.set(String(runs.size + 1), run);
  const timer = setInterval(() => {
    const n = run.first + run.events.length;
    const id = way === "opaque" ? randomUUID() : way === "sparse" && n % 4 === 3 ? String(n) : null;
    const data = way === "since" || way === "sparse" ? { n, word: `word ${n % 7}` } : { word: `word ${n % 7}` };
    const text = `${id ? `id: ${id}\n` : ""}event: ${n === 39 ? "done" : "word"}\ndata: ${JSON.stringify(data)}\n\n`;
    run.events.push({ id, text });
    if (run.events.length > keep) run.first += run.events.splice(0, 1).length;
    for (const reader of run.readers) n === 39 ? reader.end(text) : reader.write(text);
    if (n === 39) clearInterval(timer);
  }, 50);
  return String(runs.size);
}

/** The place behind the client's cursor, counted from the first event that is kept. An unknown cursor: all that is kept. */
function behind(run, request, url) {
  const last = request.headers["last-event-id"];
  if (way === "opaque") return run.events.findIndex(({ id }) => id === last) + 1;
  if (way === "sparse") return last === undefined ? 0 : Number(last) + 1 - run.first;
  return url.searchParams.has("since") ? Number(url.searchParams.get("since")) + 1 - run.first : 0;
}

const server = createServer((request, response) => {
  const url = new URL(request.url, "http://localhost");
  if (request.method === "POST") return response.end(JSON.stringify({ id: start() }));
  const run = runs.get(url.pathname.split("/")[2]);
  if (!run) return response.writeHead(404).end();
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const { text } of run.events.slice(Math.max(0, behind(run, request, url)))) response.write(text);
  if (run.first + run.events.length === 40) return response.end();
  run.readers.add(response);
  response.on("close", () => run.readers.delete(response));
});
server.listen(Number(process.env.PORT ?? 8080), "127.0.0.1", () =>
  console.log(`listening on ${server.address().port}`),
);
