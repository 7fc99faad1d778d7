import type { Exchange, ExchangeHandlers, ExchangeOptions } from "./exchange.ts";
import { PlainExchange } from "./plain-exchange.ts";
import { openTlsExchange } from "./tls-exchange.ts";

/** Plain HTTP by our own lean client; HTTPS by node's, where encryption costs more than what we could save. */
export function openExchange(options: ExchangeOptions, handlers: ExchangeHandlers): Exchange {
  return options.base.protocol === "https:" ? openTlsExchange(options, handlers) : new PlainExchange(options, handlers);
}
