import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { LivePage } from "../../reports/html/live/live-page.ts";
import { answerEvents } from "./answer-events.ts";
import type { EventLog } from "./event-log.ts";
import type { LiveState } from "./live-state.ts";

/** What the server of the live page answers with. */
export interface Served {
  readonly log: EventLog;
  readonly state: () => LiveState;
  readonly live: LivePage;
  /** A stream's trace as HTML, as far as its history is written; null when it has none yet. */
  readonly trace: (face: string, stream: number) => Promise<string | null>;
  /** The report of the run, once there is one. */
  readonly report: () => Promise<string | null>;
}

export interface WatchServer {
  readonly url: string;
  /** Waits until open pages have read all of a log that is over, or `limitMs` have passed. */
  readOut(limitMs: number): Promise<void>;
  close(): Promise<void>;
}

/** The most connections at one time. A page needs two; our own rows, run against the page's stream, need many. */
const mostConnections = 512;

const policy =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; img-src data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** Serves the page on loopback, on a free port. It is read-only: no request changes the run. */
export async function startWatchServer(served: Served): Promise<WatchServer> {
  let host = "";
  let streams = 0;
  const server = createServer((request, response) => {
    const path = request.url?.split("?")[0];
    if (path === "/events") {
      streams++;
      response.on("close", () => streams--);
    }
    answer(request, response, served, host).catch(() => response.destroy());
  });
  server.maxConnections = mostConnections;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${host}/`,
    async readOut(limitMs) {
      const until = performance.now() + limitMs;
      while (streams > 0 && performance.now() < until) await sleep(20);
    },
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, served: Served, host: string): Promise<void> {
  const { log, state, live, trace, report } = served;
  response.setHeader("content-security-policy", policy);
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("referrer-policy", "no-referrer");
  response.setHeader("cache-control", "no-store");
  // A page under another host name that resolves to us (DNS rebinding) must not read what a run found.
  if (!isOurs(request.headers.host, host)) return send(response, 403, "text/plain", "This page has another address.\n");
  if (request.method !== "GET") return send(response, 405, "text/plain", "Only GET is answered here.\n");
  const { pathname, searchParams } = new URL(request.url ?? "/", `http://${host}`);
  const script = live.scripts.get(pathname);
  if (script !== undefined) return send(response, 200, "text/javascript", script);
  switch (pathname) {
    case "/":
      return send(response, 200, "text/html", live.page);
    case "/events":
      return answerEvents(request, response, log);
    case "/state":
      return send(response, 200, "application/json", JSON.stringify({ cursor: log.lastId, state: state() }));
    case "/trace": {
      const found = await trace(searchParams.get("face") ?? "", Number(searchParams.get("stream") ?? Number.NaN));
      if (found === null) return send(response, 404, "text/plain", "This stream is not in a history yet.\n");
      return send(response, 200, "text/html", found);
    }
    case "/report": {
      const found = await report();
      if (found === null) return send(response, 404, "text/plain", "There is no report yet.\n");
      return send(response, 200, "text/html", found);
    }
    default:
      return send(response, 404, "text/plain", "There is nothing here.\n");
  }
}

function isOurs(asked: string | undefined, host: string): boolean {
  return asked === host || asked === host.replace("127.0.0.1", "localhost");
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { "content-type": `${type}; charset=utf-8` });
  response.end(body);
}
