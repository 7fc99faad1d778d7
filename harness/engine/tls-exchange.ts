import https from "node:https";
import { input } from "../sse/scan/scan.ts";
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

/** It keeps nothing alive: each exchange has a connection of its own. */
const agent = new https.Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });

/** Passes on as much of a chunk as `input` holds, where events are read quickest. @returns how much */
function passOn(chunk: Buffer, from: number, handlers: ExchangeHandlers): number {
  const length = chunk.copy(input, 0, from);
  handlers.onBytes(input, 0, length);
  return length;
}

/** An exchange over TLS, by node:https. */
export function openTlsExchange(options: ExchangeOptions, handlers: ExchangeHandlers): Exchange {
  const { request, limits, timers } = options;
  const { promise, resolve } = Promise.withResolvers<ExchangeEnd>();
  let over = false;
  let answered = false;
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

  function end(how: ExchangeEnd): void {
    if (over) return;
    over = true;
    timers.delete(timed);
    req.destroy();
    resolve(how);
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
    handlers.onAnswer(res.statusCode ?? 0, res.headers);
    res.on("data", (chunk: Buffer) => {
      if (over) return;
      timed.limitAt = timers.in(limits.idleMs);
      for (let at = 0; at < chunk.length && !over; ) at += passOn(chunk, at, handlers);
    });
    res.on("end", () => end({ why: "closed" }));
    res.on("error", (error: NodeJS.ErrnoException) => end({ why: "error", error: error.code ?? error.message }));
    res.on("close", () => end({ why: "error", error: "connection lost" }));
  });
  req.end(request.body);
  return { ended: promise, cut: () => end({ why: "cut" }), expire: (error) => end({ why: "timeout", error }) };
}
