import type { Exchange, ExchangeHandlers, ExchangeOptions } from "./exchange.ts";
import { Http2Exchange } from "./http2-exchange.ts";
import { PlainExchange } from "./plain-exchange.ts";
import { TlsExchange } from "./tls-exchange.ts";

/** Plain HTTP goes through our own client, HTTPS through node's (encryption costs more than we could save there), HTTP/2 where it was asked for. */
export function openExchange(options: ExchangeOptions, handlers: ExchangeHandlers): Exchange {
  if (options.base.protocol !== "https:") return new PlainExchange(options, handlers);
  return options.http2 ? new Http2Exchange(options, options.http2, handlers) : new TlsExchange(options, handlers);
}
