import { createServer, type ServerResponse } from "node:http";
import { type ListeningServer, listenOnLoopback } from "./listen-on-loopback.ts";

const total = 40;
const paceMs = 15;
/** One run of this many loses an event at each resume: rare enough that a face is not ended early. */
const oneOf = 80;
const losing = 7;

export const losingStream = {
  create: { post: "/runs", json: {}, take: { run: "/id" } },
  open: { get: "/runs/{run}/events" },
  cursor: { from: "id", send: { header: "Last-Event-ID" } },
  end: [{ event: "done" }],
  proof: [{ number: "id", from: 1 }],
};

interface Run {
  readonly id: number;
  readonly events: string[];
  readonly readers: Set<ServerResponse>;
}

/** A server whose replay leaves out one event, in a few of its runs. */
export async function startLosingServer(): Promise<ListeningServer> {
  const runs: Run[] = [];
  const timers = new Set<NodeJS.Timeout>();
  const begin = (): Run => {
    const run: Run = { id: runs.length, events: [], readers: new Set() };
    const timer = setInterval(() => {
      const n = run.events.length + 1;
      const text = `id: ${n}\nevent: ${n >= total ? "done" : "part"}\ndata: {"n":${n}}\n\n`;
      run.events.push(text);
      for (const reader of run.readers) n >= total ? reader.end(text) : reader.write(text);
      if (n < total) return;
      clearInterval(timer);
      timers.delete(timer);
    }, paceMs);
    timers.add(timer);
    runs.push(run);
    return run;
  };
  const server = createServer((request, response) => {
    if (request.method === "POST") return response.end(JSON.stringify({ id: begin().id }));
    const run = runs[Number(request.url?.split("/")[2])];
    if (!run) return response.writeHead(404).end();
    const seen = Number(request.headers["last-event-id"] ?? 0);
    const lost = seen > 0 && run.id % oneOf === losing ? 1 : 0;
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(run.events.slice(seen + lost).join(""));
    if (run.events.length >= total) return response.end();
    run.readers.add(response);
    response.on("close", () => run.readers.delete(response));
  });
  return listenOnLoopback(server, () => {
    for (const timer of timers) clearInterval(timer);
  });
}
