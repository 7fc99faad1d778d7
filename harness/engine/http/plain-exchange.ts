import { type IncomingHttpHeaders, validateHeaderName, validateHeaderValue } from "node:http";
import net from "node:net";
import type { CutHow } from "../../history/records.ts";
import { input } from "../../sse/scan/scan.ts";
import { type FaceTimers, never, type Timed } from "../face-timers.ts";
import { type DecodedBody, decodedBody } from "./decoded-body.ts";
import {
  abortEnd,
  authorization,
  type Exchange,
  type ExchangeEnd,
  type ExchangeHandlers,
  type ExchangeLimits,
  type ExchangeOptions,
  headersOf,
  lateAnswer,
  silence,
  urlOf,
} from "./exchange.ts";
import { loseSocket } from "./lose-socket.ts";
import { ResponseDecoder, type ResponseHandlers } from "./response-decoder.ts";

/**
 * An exchange over plain TCP: one request is written, one answer decoded.
 *
 * node:http's client costs half as much again for each event and twice the memory for each stream (docs/benchmarks.md).
 */
export class PlainExchange implements Exchange, Timed, ResponseHandlers {
  readonly ended: Promise<ExchangeEnd>;
  readonly #timers: FaceTimers;
  readonly #limits: ExchangeLimits;
  readonly #handlers: ExchangeHandlers;
  readonly #decoder: ResponseDecoder;
  readonly #socket: net.Socket;
  /** Only where the answer has a Content-Encoding. */
  #body: DecodedBody | null = null;
  #resolve: ((end: ExchangeEnd | Promise<ExchangeEnd>) => void) | null = null;
  limitAt: number;

  constructor(options: ExchangeOptions, handlers: ExchangeHandlers) {
    this.#timers = options.timers;
    this.#limits = options.limits;
    this.#handlers = handlers;
    this.#decoder = new ResponseDecoder(this);
    this.ended = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    const { base, timers, limits } = options;
    this.#socket = net.connect({
      host: base.hostname.replace(/^\[|\]$/g, ""),
      port: Number(base.port || 80),
      noDelay: true,
      onread: { buffer: input, callback: (length) => this.#read(length) }, // one for all: used up before the next read
    });
    this.#socket.on("error", (error: NodeJS.ErrnoException) => this.#fail(error.code ?? error.message));
    this.#socket.on("end", () => this.#serverClosed());
    this.#socket.on("close", () => this.#serverClosed());
    this.limitAt = timers.in(limits.answerMs);
    timers.add(this);
    this.#send(options);
  }

  cut(how?: CutHow): void {
    this.#body?.stop();
    this.#end({ why: "cut" }, how);
  }

  pause(): void {
    this.limitAt = never;
    this.#socket.pause();
  }

  resume(): void {
    if (this.#resolve === null) return;
    this.limitAt = this.#timers.in(this.#limits.idleMs);
    this.#timers.move(this);
    this.#socket.resume();
  }

  expire(error: string): void {
    this.#end({ why: "timeout", error });
  }

  onHead(status: number, headers: IncomingHttpHeaders): void {
    this.limitAt = this.#timers.in(this.#limits.idleMs);
    this.#timers.move(this);
    this.#body = decodedBody(headers, this.#handlers, () => this.#end({ why: "cut" }));
    this.#handlers.onAnswer(status, headers);
    this.#body?.start();
  }

  onBody(bytes: Buffer, from: number, to: number): void {
    if (this.#body === null) this.#handlers.onBytes(bytes, from, to);
    else this.#body.push(bytes, from, to);
  }

  onLimit(): void {
    this.#end(this.#decoder.hasHead ? silence(this.#limits) : lateAnswer(this.#limits));
  }

  onStop(): void {
    this.#end(abortEnd(this.#timers.signal));
  }

  /** The options are kept nowhere: a request is as large as all else that an open stream needs. */
  #send(options: ExchangeOptions): void {
    let head: string;
    try {
      head = requestHead(options);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      queueMicrotask(() => this.#fail(code ?? message));
      return;
    }
    this.#socket.cork();
    this.#socket.write(head, "latin1");
    this.#socket.write(options.request.body ?? "", (error) => {
      if (!error && this.#resolve) this.#handlers.onSent?.();
    });
    this.#socket.uncork();
  }

  #read(length: number): boolean {
    if (this.#resolve === null) return true;
    try {
      this.#decoder.push(input, 0, length);
    } catch (error) {
      this.#fail(error instanceof Error ? error.message : String(error));
      return true;
    }
    if (this.#decoder.hasHead) this.limitAt = this.#timers.in(this.#limits.idleMs);
    if (this.#decoder.isComplete) this.#end({ why: "closed" });
    return true;
  }

  #serverClosed(): void {
    if (this.#resolve === null) return;
    if (this.#decoder.endOfInput()) this.#end({ why: "closed" });
    else this.#fail(this.#decoder.hasHead ? "connection lost" : "connection closed without an answer");
  }

  #fail(error: string): void {
    this.#end({ why: "error", error });
  }

  #end(how: ExchangeEnd, lost?: CutHow): void {
    const resolve = this.#resolve;
    if (resolve === null) return;
    this.#resolve = null;
    this.#decoder.stop();
    this.#timers.delete(this);
    loseSocket(this.#socket, lost, this.#timers);
    resolve(this.#body === null ? how : this.#body.end(how));
  }
}

/** @throws Error when a header holds what would break out of it: a token comes from the server */
function requestHead(options: ExchangeOptions): string {
  const { base, request } = options;
  const url = urlOf(options);
  const headers = { host: base.host, connection: "close", ...authorization(base), ...headersOf(options) };
  let head = `${request.method} ${url.pathname}${url.search} HTTP/1.1\r\n`;
  for (const [name, value] of Object.entries(headers)) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    head += `${name}: ${value}\r\n`;
  }
  return `${head}\r\n`;
}
