import type { IncomingHttpHeaders } from "node:http";
import { ContentDecoder, codingOf } from "./content-decoder.ts";
import type { ExchangeEnd, ExchangeHandlers } from "./exchange.ts";

/**
 * The decoder between an exchange and its handlers, when the answer's body has a Content-Encoding. Most bodies have none; then
 * there is no such object, so it costs an open stream nothing.
 *
 * @returns null when the body can be read as it is
 */
export function decodedBody(
  headers: IncomingHttpHeaders,
  handlers: ExchangeHandlers,
  cut: () => void,
): DecodedBody | null {
  const coding = codingOf(headers["content-encoding"]);
  return coding === null ? null : new DecodedBody(coding, handlers, cut);
}

/** Decodes a body on its way to the handlers. A body that cannot be decoded ends the exchange with an error that says why. */
export class DecodedBody {
  readonly #decoder: ContentDecoder | null;
  readonly #cut: () => void;
  #unreadable: string | null;
  #isCut = false;

  constructor({ name, known }: { name: string; known: boolean }, handlers: ExchangeHandlers, cut: () => void) {
    this.#decoder = known ? new ContentDecoder(name, (bytes, from, to) => handlers.onBytes(bytes, from, to)) : null;
    this.#cut = cut;
    this.#unreadable = known ? null : `Content-Encoding "${name}" cannot be decoded`;
  }

  /** Call it once the handlers have the answer's head. */
  start(): void {
    if (this.#unreadable !== null) this.#cut();
  }

  push(bytes: Buffer, from: number, to: number): void {
    if (this.#decoder === null) return;
    this.#unreadable = this.#decoder.push(bytes, from, to);
    if (this.#unreadable !== null) this.#cut();
  }

  /** Its exchange was cut by its client: nothing is passed on after it. */
  stop(): void {
    this.#isCut = true;
    this.#decoder?.stop();
  }

  /** No more bytes will come: passes on the rest. @returns how the exchange ended; `end` is what its connection says */
  async end(end: ExchangeEnd): Promise<ExchangeEnd> {
    const problem = (await this.#decoder?.end()) ?? null;
    if (this.#isCut && end.why === "closed") return { why: "cut" }; // the last bytes had come, and were not decoded yet
    // A body whose connection was lost, or that was cut by us, is expected to be incomplete.
    this.#unreadable ??= end.why === "closed" ? problem : null;
    return this.#unreadable === null ? end : { why: "error", error: this.#unreadable, unreadable: true };
  }
}
