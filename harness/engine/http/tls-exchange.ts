import https from "node:https";
import type { CutHow } from "../../history/records.ts";
import { never } from "../face-timers.ts";
import { type DecodedBody, decodedBody } from "./decoded-body.ts";
import {
  abortEnd,
  type Exchange,
  type ExchangeEnd,
  type ExchangeHandlers,
  type ExchangeOptions,
  headersOf,
  lateAnswer,
  silence,
  urlOf,
} from "./exchange.ts";
import { copyIntoScanMemory } from "./into-scan-memory.ts";
import { loseSocket } from "./lose-socket.ts";

/** It keeps nothing alive: each exchange has a connection of its own. */
const agent = new https.Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });

/** An exchange over TLS, by node:https. */
export function openTlsExchange(options: ExchangeOptions, handlers: ExchangeHandlers): Exchange {
  const { request, limits, timers } = options;
  const { promise, resolve } = Promise.withResolvers<ExchangeEnd>();
  let over = false;
  let answered = false;
  let body: DecodedBody | null = null;
  const req = https.request(urlOf(options), {
    method: request.method,
    headers: headersOf(options),
    agent,
  });
  const timed = {
    limitAt: timers.in(limits.answerMs),
    onLimit: () => end(answered ? silence(limits) : lateAnswer(limits)),
    onStop: () => end(abortEnd(timers.signal)),
  };

  function end(how: ExchangeEnd, lost?: CutHow): void {
    if (over) return;
    over = true;
    timers.delete(timed);
    if (lost === undefined || !req.socket) req.destroy();
    else loseSocket(req.socket, lost, timers);
    resolve(body === null ? how : body.end(how));
  }

  timers.add(timed);
  req.on("error", (error: NodeJS.ErrnoException) => end({ why: "error", error: error.code ?? error.message }));
  req.on("close", () => end({ why: "error", error: "connection closed without an answer" }));
  req.on("finish", () => handlers.onSent?.());
  req.on("response", (res) => {
    if (over) return;
    answered = true;
    timed.limitAt = timers.in(limits.idleMs);
    timers.move(timed);
    body = decodedBody(res.headers, handlers, () => end({ why: "cut" }));
    handlers.onAnswer(res.statusCode ?? 0, res.headers);
    body?.start();
    res.on("data", (chunk: Buffer) => {
      if (over) return;
      timed.limitAt = timers.in(limits.idleMs);
      for (let at = 0; at < chunk.length && !over; ) at += copyIntoScanMemory(chunk, at, handlers, body);
    });
    res.on("end", () => end({ why: "closed" }));
    res.on("error", (error: NodeJS.ErrnoException) => end({ why: "error", error: error.code ?? error.message }));
    res.on("close", () => end({ why: "error", error: "connection lost" }));
  });
  req.end(request.body);
  const cut = (how?: CutHow) => {
    body?.stop();
    end({ why: "cut" }, how);
  };
  const pause = () => {
    timed.limitAt = never;
    req.socket?.pause();
  };
  const resume = () => {
    if (over) return;
    timed.limitAt = timers.in(limits.idleMs);
    timers.move(timed);
    req.socket?.resume();
  };
  return { ended: promise, cut, pause, resume, expire: (error) => end({ why: "timeout", error }) };
}
