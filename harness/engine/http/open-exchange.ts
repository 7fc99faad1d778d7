import type { Exchange, ExchangeHandlers, ExchangeOptions } from "./exchange.ts";
import { Http2Exchange } from "./http2-exchange.ts";
import { PlainExchange } from "./plain-exchange.ts";
import { TlsExchange } from "./tls-exchange.ts";

/** Plain HTTP by our own lean client; HTTPS by node's, where encryption costs more than what we could save; HTTP/2 where it was asked for. */
export function openExchange(options: ExchangeOptions, handlers: ExchangeHandlers): Exchange {
  if (options.base.protocol !== "https:") return new PlainExchange(options, handlers);
  return options.http2 ? new Http2Exchange(options, options.http2, handlers) : new TlsExchange(options, handlers);
}
