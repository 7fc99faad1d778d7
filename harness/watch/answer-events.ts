import type { IncomingMessage, ServerResponse } from "node:http";
import type { EventLog } from "./event-log.ts";

/** How often a comment is sent, so that proxies and clients see that the connection is alive. In milliseconds. */
const heartbeatMs = 10_000;
/** How long a browser waits before it comes back, in milliseconds. */
const retryMs = 500;

/**
 * Answers with the log's events as a resumable event stream.
 *
 * - Without a cursor it begins at event 1; with `Last-Event-ID: n` or `?after=n`, after event n.
 * - `410` when that event is gone or was never sent; `400` when the cursor is not a number. A reader that is too slow for what is
 *   kept gets an event `gone`, and the stream ends.
 * - `204` when the stream is over and the client has all of it: a browser then does not come back.
 */
export function answerEvents(request: IncomingMessage, response: ServerResponse, log: EventLog): void {
  const cursor = cursorOf(request);
  if (cursor === null) return refuse(response, 400, "BAD_CURSOR", "A cursor is the id of an event: a whole number.");
  if (cursor > log.lastId) return refuse(response, 410, "GONE", `No event ${cursor} was sent here.`);
  if (cursor < log.firstId - 1)
    return refuse(response, 410, "GONE", `Events before ${log.firstId} are gone; /state has their outcome.`);
  if (log.isOver && cursor === log.lastId) return void response.writeHead(204).end();
  response.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  response.write(`retry: ${retryMs}\n\n`);
  send(response, log, cursor);
}

/** Sends a log to one reader, no faster than it reads. Waiting events stay in the log, which all readers share. */
function send(response: ServerResponse, log: EventLog, cursor: number): void {
  let sent = cursor;
  let isFull = false;
  const pump = () => {
    while (!isFull && !response.writableEnded) {
      if (sent < log.firstId - 1) {
        response.end(`event: gone\ndata: ${JSON.stringify({ first: log.firstId })}\n\n`);
        return;
      }
      const text = log.at(sent + 1);
      if (text === undefined) {
        if (log.isOver) response.end();
        return;
      }
      sent++;
      isFull = !response.write(text);
    }
  };
  const forget = log.onNews(pump);
  const heartbeat = setInterval(() => {
    if (!isFull) response.write(":\n\n");
  }, heartbeatMs);
  response.on("drain", () => {
    isFull = false;
    pump();
  });
  response.on("error", () => {}); // "close" follows
  response.on("close", () => {
    clearInterval(heartbeat);
    forget();
  });
  pump();
}

/** 0 without a cursor; null for a cursor that is not a number. The header goes first: a browser sends it when it comes back. */
function cursorOf({ headers, url = "" }: IncomingMessage): number | null {
  const asked = headers["last-event-id"] ?? new URL(url, "http://page").searchParams.get("after") ?? "0";
  return typeof asked === "string" && /^\d{1,15}$/.test(asked) ? Number(asked) : null;
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(`${JSON.stringify({ code, message })}\n`);
}
