import {
  type ClientHttp2Stream,
  constants,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
  type OutgoingHttpHeaders,
} from "node:http2";
import type { CutHow } from "../../history/records.ts";
import { authorization, type ExchangeHandlers, type ExchangeOptions, headersOf, urlOf } from "./exchange.ts";
import type { Http2Place, Http2Sessions } from "./http2-sessions.ts";
import { copyIntoScanMemory } from "./into-scan-memory.ts";
import { LimitedExchange } from "./limited-exchange.ts";
import { loseStream } from "./lose-socket.ts";

/** Headers of an HTTP/1.1 connection, which no HTTP/2 request has (RFC 9113, 8.2.2); its host is `:authority`. */
const ofConnection = ["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "host"];
/** A request is sent so many times in all, while the server says that it has not processed it (RFC 9113, 8.7). */
const mostTries = 3;

/** An exchange that is one stream of a shared session (node:http2). A cut resets the stream; the session goes on. */
export class Http2Exchange extends LimitedExchange {
  readonly #sessions: Http2Sessions;
  /** The request, while it may have to be sent again. */
  #asked: ExchangeOptions | null;
  #tries = 0;
  #stream: ClientHttp2Stream | null = null;

  constructor(options: ExchangeOptions, sessions: Http2Sessions, handlers: ExchangeHandlers) {
    super(options, handlers);
    this.#sessions = sessions;
    this.#asked = options;
    void this.#send();
  }

  async #send(): Promise<void> {
    const options = this.#asked;
    if (options === null) return;
    this.#tries++;
    let place: Http2Place | null = null;
    try {
      place = await this.#sessions.place(options.base, options.limits.answerMs);
      if (this.isOver) return place.leave();
      this.#follow(place.request(requestHeaders(options), { endStream: !options.request.body }), place);
    } catch (error) {
      place?.leave();
      const { code, message } = error as NodeJS.ErrnoException;
      return this.fail(code ?? message);
    }
    if (options.request.body) this.#stream?.end(options.request.body);
  }

  #follow(stream: ClientHttp2Stream, place: Http2Place): void {
    this.#stream = stream;
    stream.on("finish", () => {
      if (!this.isOver) this.handlers.onSent?.();
    });
    stream.on("response", (headers) => {
      this.#onResponse(headers);
      stream.on("data", (chunk: Buffer) => this.#onData(chunk)); // not earlier: a busy node would emit "data" before "response"
    });
    stream.on("end", () => {
      if (!stream.rstCode) this.finish({ why: "closed" }); // node emits "end" for the streams of a lost session too
    });
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "ERR_HTTP2_STREAM_ERROR") this.fail(error.code ?? error.message); // "close" reports that one
    });
    stream.on("close", () => this.#onClose(stream.rstCode, place.isLost()));
  }

  #onResponse({ ":status": status = 0, ...headers }: IncomingHttpHeaders & IncomingHttpStatusHeader): void {
    if (this.isOver) return;
    this.#asked = null;
    this.answered(status, headers);
  }

  #onData(chunk: Buffer): void {
    if (this.isOver) return;
    this.limitAt = this.timers.in(this.limits.idleMs);
    for (let at = 0; at < chunk.length && !this.isOver; ) at += copyIntoScanMemory(chunk, at, this.handlers, this.body);
  }

  /** Everything that came before the close has been passed on. */
  #onClose(code: number | undefined, sessionIsLost: boolean): void {
    if (this.isOver) return;
    const wasNotRead = code === constants.NGHTTP2_REFUSED_STREAM && !this.hasAnswered;
    if (wasNotRead && this.#tries < mostTries) return void this.#send();
    if (code && !sessionIsLost) this.fail(`its server reset the stream (${nameOf(code)})`);
    else this.failAsLost();
  }

  protected override letGo(lost: CutHow | undefined): void {
    this.#asked = null;
    if (this.#stream) loseStream(this.#stream, lost, this.timers);
  }

  protected override pauseReading(): void {
    this.#stream?.pause();
  }

  protected override resumeReading(): void {
    this.#stream?.resume();
  }
}

function requestHeaders(options: ExchangeOptions): OutgoingHttpHeaders {
  const { base, request } = options;
  const url = urlOf(options);
  const headers: Record<string, string> = { ...authorization(base), ...headersOf(options) };
  const authority = headers.host ?? base.host;
  for (const name of ofConnection) delete headers[name];
  return {
    ":method": request.method,
    ":scheme": "https",
    ":authority": authority,
    ":path": url.pathname + url.search,
    ...headers,
  };
}

/** The name of an error code (RFC 9113, 7). */
function nameOf(code: number): string {
  const found = Object.entries(constants).find(([name, value]) => value === code && errorNames.has(name));
  return found?.[0].replace("NGHTTP2_", "") ?? String(code);
}

const errorNames = new Set(
  ["PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT", "STREAM_CLOSED", "FRAME_SIZE_ERROR"]
    .concat(["REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR", "CONNECT_ERROR", "ENHANCE_YOUR_CALM"])
    .concat(["INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED"])
    .map((name) => `NGHTTP2_${name}`),
);
