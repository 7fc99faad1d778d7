import { createServer, type Server, type ServerResponse } from "node:http";
import { type ListeningServer, listenOnLoopback } from "../../cli/testing/listen-on-loopback.ts";
import { stream } from "../../config/config.ts";
import type { StreamDescription } from "../../protocols/description/description.ts";

/** How the server of this file speaks. */
export const shortStreams: StreamDescription = stream({
  open: { get: "/events" },
  cursor: { from: "id", send: { header: "Last-Event-ID" } },
  end: [{ event: "done" }],
  proof: [{ number: "id", from: 1 }],
});

const events = 20;
const intervalMs = 15;

/** A stream of 0.3 s for each request. With `skips`, a resume leaves out the event after the client's last one. */
export async function startShortStreams({ skips = false } = {}): Promise<ListeningServer> {
  const server: Server = createServer((request, response) => {
    const last = Number(request.headers["last-event-id"] ?? 0);
    response.writeHead(200, { "content-type": "text/event-stream" });
    send(response, last + (skips && last > 0 && last < events - 1 ? 2 : 1));
  });
  return listenOnLoopback(server);
}

function send(response: ServerResponse, from: number): void {
  let n = from;
  const timer = setInterval(() => {
    if (n > events) return end();
    response.write(`id: ${n}\nevent: ${n === events ? "done" : "part"}\ndata: {"n":${n}}\n\n`);
    n += 1;
  }, intervalMs);
  const end = () => {
    clearInterval(timer);
    response.end();
  };
  response.on("close", end);
}
