import type { IncomingHttpHeaders } from "node:http";
import { ContentDecoder, codingOf } from "./content-decoder.ts";
import type { Exchange, ExchangeEnd, ExchangeHandlers, ExchangeOptions } from "./exchange.ts";
import { PlainExchange } from "./plain-exchange.ts";
import { openTlsExchange } from "./tls-exchange.ts";

/**
 * Plain HTTP by our own lean client; HTTPS by node's, where encryption costs more than what we could save. A body with a
 * Content-Encoding is decoded on the way to the handlers; one that cannot be ends the exchange with an error that names it.
 */
export function openExchange(options: ExchangeOptions, handlers: ExchangeHandlers): Exchange {
  return new DecodedExchange(options, handlers);
}

class DecodedExchange implements Exchange, ExchangeHandlers {
  readonly ended: Promise<ExchangeEnd>;
  readonly #handlers: ExchangeHandlers;
  readonly #exchange: Exchange;
  #decoder: ContentDecoder | null = null;
  #unreadable: string | null = null;
  #isCut = false;

  constructor(options: ExchangeOptions, handlers: ExchangeHandlers) {
    this.#handlers = handlers;
    this.#exchange =
      options.base.protocol === "https:" ? openTlsExchange(options, this) : new PlainExchange(options, this);
    this.ended = this.#exchange.ended.then((end) =>
      this.#decoder ? this.#decoded(this.#decoder, end) : this.#named(end),
    );
  }

  onSent(): void {
    this.#handlers.onSent?.();
  }

  onAnswer(status: number, headers: IncomingHttpHeaders): void {
    const coding = codingOf(headers["content-encoding"]);
    if (coding?.known) {
      this.#decoder = new ContentDecoder(coding.name, (bytes, from, to) => this.#handlers.onBytes(bytes, from, to));
    } else if (coding) this.#unreadable = `Content-Encoding "${coding.name}" cannot be decoded`;
    this.#handlers.onAnswer(status, headers);
    if (this.#unreadable !== null) this.#exchange.cut();
  }

  onBytes(bytes: Buffer, from: number, to: number): void {
    if (this.#decoder === null) {
      if (this.#unreadable === null) this.#handlers.onBytes(bytes, from, to);
      return;
    }
    this.#unreadable = this.#decoder.push(bytes, from, to);
    if (this.#unreadable !== null) this.#exchange.cut();
  }

  cut(): void {
    this.#isCut = true;
    this.#decoder?.stop();
    this.#exchange.cut();
  }

  expire(error: string): void {
    this.#exchange.expire(error);
  }

  async #decoded(decoder: ContentDecoder, end: ExchangeEnd): Promise<ExchangeEnd> {
    const problem = await decoder.end();
    if (this.#isCut && end.why === "closed") return { why: "cut" }; // the last bytes had come, and were not decoded yet
    // A body that broke off with its connection, or was cut by us, is no wonder.
    this.#unreadable ??= end.why === "closed" ? problem : null;
    return this.#named(end);
  }

  #named(end: ExchangeEnd): ExchangeEnd {
    return this.#unreadable === null ? end : { why: "error", error: this.#unreadable, unreadable: true };
  }
}
