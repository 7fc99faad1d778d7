import { type IncomingHttpHeaders, validateHeaderName, validateHeaderValue } from "node:http";
import net from "node:net";
import type { CutHow } from "../../history/records.ts";
import { scanInput } from "../../sse/scan/scan.ts";
import { messageOf } from "../../thrown.ts";
import { authorization, type ExchangeHandlers, type ExchangeOptions, headersOf, urlOf } from "./exchange.ts";
import { LimitedExchange } from "./limited-exchange.ts";
import { loseSocket } from "./lose-socket.ts";
import { ResponseDecoder, type ResponseHandlers } from "./response-decoder.ts";

/**
 * An exchange over plain TCP: one request is written, one answer decoded.
 *
 * node:http's client costs half as much again for each event and twice the memory for each stream (docs/benchmarks.md).
 */
export class PlainExchange extends LimitedExchange implements ResponseHandlers {
  readonly #decoder: ResponseDecoder;
  readonly #socket: net.Socket;

  constructor(options: ExchangeOptions, handlers: ExchangeHandlers) {
    super(options, handlers);
    this.#decoder = new ResponseDecoder(this);
    const { base } = options;
    this.#socket = net.connect({
      host: base.hostname.replace(/^\[|\]$/g, ""),
      port: Number(base.port || 80),
      noDelay: true,
      onread: { buffer: scanInput, callback: (length) => this.#read(length) }, // one buffer for all sockets: it is used up before the next read
    });
    this.#socket.on("error", (error: NodeJS.ErrnoException) => this.fail(error.code ?? error.message));
    this.#socket.on("end", () => this.#serverClosed());
    this.#socket.on("close", () => this.#serverClosed());
    this.#send(options);
  }

  onHead(status: number, headers: IncomingHttpHeaders): void {
    this.answered(status, headers);
  }

  onBody(bytes: Buffer, from: number, to: number): void {
    if (this.body === null) this.handlers.onBytes(bytes, from, to);
    else this.body.push(bytes, from, to);
  }

  /** The options are not kept: a request is as large as everything else that an open stream needs. */
  #send(options: ExchangeOptions): void {
    let head: string;
    try {
      head = requestHead(options);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      queueMicrotask(() => this.fail(code ?? message));
      return;
    }
    this.#socket.cork();
    this.#socket.write(head, "latin1");
    this.#socket.write(options.request.body ?? "", (error) => {
      if (!error && !this.isOver) this.handlers.onSent?.();
    });
    this.#socket.uncork();
  }

  #read(length: number): boolean {
    if (this.isOver) return true;
    try {
      this.#decoder.push(scanInput, 0, length);
    } catch (error) {
      this.fail(messageOf(error));
      return true;
    }
    if (this.hasAnswered) this.limitAt = this.timers.in(this.limits.idleMs);
    if (this.#decoder.isComplete) this.finish({ why: "closed" });
    return true;
  }

  #serverClosed(): void {
    if (this.isOver) return;
    if (this.#decoder.endOfInput()) this.finish({ why: "closed" });
    else this.failAsLost();
  }

  protected override letGo(lost: CutHow | undefined): void {
    this.#decoder.stop();
    loseSocket(this.#socket, lost, this.timers);
  }

  protected override pauseReading(): void {
    this.#socket.pause();
  }

  protected override resumeReading(): void {
    this.#socket.resume();
  }
}

/** @throws Error when a header's value could inject another header: a token comes from the server, so it is not trusted */
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
