import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { StreamDescription } from "../../protocols/description/description.ts";
import { answerEvents } from "../answer-events.ts";
import { EventLog, type LogLimits, usualLimits } from "../event-log.ts";

/** The number of events of a stream, and the milliseconds between two. */
const total = 40;
const paceMs = 15;

/** The description of such a stream, for `--protocol`. */
export const described: StreamDescription = {
  create: { post: "/runs", json: {}, take: { run: "/id" } },
  open: { get: "/runs/{run}/events" },
  cursor: { from: "id", send: { header: "Last-Event-ID" } },
  end: [{ event: "end" }, { status: 204 }],
  gone: [{ status: 410 }, { event: "gone" }],
  proof: [{ number: "id", from: 1 }],
};

/** Serves the live page's own event stream, one for each run that is created, so that each client has its own stream. */
export async function startFeedServer(limits: LogLimits = usualLimits): Promise<{ url: string; close(): void }> {
  const logs = new Map<string, EventLog>();
  const timers = new Set<NodeJS.Timeout>();
  const begin = () => {
    const log = new EventLog(limits);
    const timer = setInterval(() => {
      if (log.lastId < total - 1) return log.append("face", { id: "cut.load", counts: { events: log.lastId } });
      log.end("end", {});
      clearInterval(timer);
      timers.delete(timer);
    }, paceMs);
    timers.add(timer);
    return log;
  };
  const server: Server = createServer((request, response) => {
    if (request.method === "POST") {
      const id = String(logs.size + 1);
      logs.set(id, begin());
      return response.end(JSON.stringify({ id }));
    }
    const log = logs.get(request.url?.split("/")[2] ?? "");
    if (!log) return response.writeHead(404).end();
    answerEvents(request, response, log);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      for (const timer of timers) clearInterval(timer);
      server.close();
      server.closeAllConnections();
    },
  };
}
