import http from "node:http";
import https from "node:https";
import type { RequestSpec } from "../protocols/protocol.ts";

/** Limits of one exchange, in milliseconds: to the answer's head, and between two chunks after it. */
export interface ExchangeLimits {
  readonly answerMs: number;
  readonly idleMs: number;
}

export interface ExchangeOptions {
  readonly base: URL;
  readonly request: RequestSpec;
  readonly headers: Readonly<Record<string, string>>;
  readonly agent: http.Agent;
  readonly limits: ExchangeLimits;
  readonly signal: AbortSignal;
}

export interface ExchangeHandlers {
  /** The whole request is with the operating system. */
  onSent?(): void;
  onAnswer(status: number, headers: http.IncomingHttpHeaders): void;
  onBytes(chunk: Buffer): void;
}

/** How an exchange ended. `cut` and `aborted` are ours, all else is the server's or the network's doing. */
export interface ExchangeEnd {
  readonly why: "cut" | "aborted" | "closed" | "error" | "timeout";
  readonly error?: string;
}

/** One request and its answer, on a connection of its own. It ends, whatever the server does. */
export interface Exchange {
  readonly ended: Promise<ExchangeEnd>;
  /** Ends the connection at once, as a lost network would. */
  cut(): void;
}

/** An agent that gives each exchange a connection of its own, so that a cut hurts one stream only. */
export function createAgent(base: URL): http.Agent {
  const options = { keepAlive: false, maxSockets: Number.POSITIVE_INFINITY, noDelay: true };
  return base.protocol === "https:" ? new https.Agent(options) : new http.Agent(options);
}

export function openExchange(options: ExchangeOptions, handlers: ExchangeHandlers): Exchange {
  const { base, request, agent, limits, signal } = options;
  const { promise, resolve } = Promise.withResolvers<ExchangeEnd>();
  const { request: send } = base.protocol === "https:" ? https : http;
  let over = false;

  const req = send(new URL(base.pathname.replace(/\/$/, "") + request.path, base), {
    method: request.method,
    headers: { ...request.headers, ...options.headers, ...lengthOf(request.body) },
    agent,
  });
  let limit = setTimeout(() => end({ why: "timeout", error: `no answer in ${limits.answerMs} ms` }), limits.answerMs);
  const onAbort = () => end(abortEnd(signal));

  function end(how: ExchangeEnd): void {
    if (over) return;
    over = true;
    clearTimeout(limit);
    signal.removeEventListener("abort", onAbort);
    req.destroy();
    resolve(how);
  }

  if (signal.aborted) queueMicrotask(onAbort);
  else signal.addEventListener("abort", onAbort, { once: true });
  req.on("error", (error: NodeJS.ErrnoException) => end({ why: "error", error: error.code ?? error.message }));
  req.on("close", () => end({ why: "error", error: "connection closed without an answer" }));
  if (handlers.onSent) req.on("finish", handlers.onSent);
  req.on("response", (res) => {
    if (over) return;
    clearTimeout(limit);
    limit = setTimeout(() => end({ why: "timeout", error: `silent for ${limits.idleMs} ms` }), limits.idleMs);
    handlers.onAnswer(res.statusCode ?? 0, res.headers);
    res.on("data", (chunk: Buffer) => {
      if (over) return;
      limit.refresh();
      handlers.onBytes(chunk);
    });
    res.on("end", () => end({ why: "closed" }));
    res.on("error", (error: NodeJS.ErrnoException) => end({ why: "error", error: error.code ?? error.message }));
    res.on("close", () => end({ why: "error", error: "connection lost" }));
  });
  req.end(request.body);
  return { ended: promise, cut: () => end({ why: "cut" }) };
}

function lengthOf(body: string | undefined): Record<string, string> {
  return { "content-length": String(body === undefined ? 0 : Buffer.byteLength(body)) };
}

/** The run was interrupted, or the face has used up its time: then what is still open counts as hanging. */
function abortEnd(signal: AbortSignal): ExchangeEnd {
  if (signal.reason instanceof FaceDeadline) return { why: "timeout", error: signal.reason.message };
  return { why: "aborted" };
}

/** The abort reason when a face has used up its time. */
export class FaceDeadline extends Error {
  constructor(limitMs: number) {
    super(`still open when the face's ${Math.round(limitMs / 1_000)} s were over`);
  }
}
