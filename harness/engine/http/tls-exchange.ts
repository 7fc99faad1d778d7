import type { ClientRequest, IncomingMessage } from "node:http";
import https from "node:https";
import type { CutHow } from "../../history/records.ts";
import { type ExchangeHandlers, type ExchangeOptions, headersOf, urlOf } from "./exchange.ts";
import { copyIntoScanMemory } from "./into-scan-memory.ts";
import { LimitedExchange } from "./limited-exchange.ts";
import { loseSocket } from "./lose-socket.ts";

/** No keep-alive: each exchange has a connection of its own. */
const agent = new https.Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });

/** An exchange over TLS, by node:https. */
export class TlsExchange extends LimitedExchange {
  /** Null: a header cannot be sent. */
  readonly #request: ClientRequest | null;

  constructor(options: ExchangeOptions, handlers: ExchangeHandlers) {
    super(options, handlers);
    const request = this.#create(options);
    this.#request = request;
    if (!request) return;
    request.on("error", (error: NodeJS.ErrnoException) => this.fail(error.code ?? error.message));
    request.on("close", () => this.failAsLost());
    request.on("finish", () => handlers.onSent?.());
    request.on("response", (response) => this.#onResponse(response));
    request.end(options.request.body);
  }

  /** A header that cannot be sent, such as a cursor with a line break, fails this exchange alone. */
  #create(options: ExchangeOptions): ClientRequest | null {
    try {
      return https.request(urlOf(options), { method: options.request.method, headers: headersOf(options), agent });
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      queueMicrotask(() => this.fail(code ?? message));
      return null;
    }
  }

  #onResponse(response: IncomingMessage): void {
    if (this.isOver) return;
    this.answered(response.statusCode ?? 0, response.headers);
    response.on("data", (chunk: Buffer) => this.#onData(chunk));
    response.on("end", () => this.finish({ why: "closed" }));
    response.on("error", (error: NodeJS.ErrnoException) => this.fail(error.code ?? error.message));
    response.on("close", () => this.failAsLost());
  }

  #onData(chunk: Buffer): void {
    if (this.isOver) return;
    this.limitAt = this.timers.in(this.limits.idleMs);
    for (let at = 0; at < chunk.length && !this.isOver; ) at += copyIntoScanMemory(chunk, at, this.handlers, this.body);
  }

  protected override letGo(lost: CutHow | undefined): void {
    const socket = this.#request?.socket;
    if (lost === undefined || !socket) this.#request?.destroy();
    else loseSocket(socket, lost, this.timers);
  }

  protected override pauseReading(): void {
    this.#request?.socket?.pause();
  }

  protected override resumeReading(): void {
    this.#request?.socket?.resume();
  }
}
