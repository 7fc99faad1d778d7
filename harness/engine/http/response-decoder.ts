import type { IncomingHttpHeaders } from "node:http";
import {
  chunkSize,
  endOfFields,
  hexDigit,
  looksLikeHttp,
  MalformedAnswer,
  readHeaders,
  readStatus,
  startsEmpty,
} from "./response-head.ts";

/** Bytes that an answer's head, or its trailers, may have. */
const maxHeadBytes = 16 * 1024;
const LF = 10;
const CR = 13;

/** Called by a decoder in this order. A body chunk lies in the bytes given to `push`. */
export interface ResponseHandlers {
  onHead(status: number, headers: IncomingHttpHeaders): void;
  onBody(bytes: Buffer, from: number, to: number): void;
}

type State = "head" | "chunk-size" | "chunk-data" | "chunk-end" | "trailers" | "sized" | "until-close" | "complete";

/**
 * Decodes one HTTP/1.1 answer (RFC 9112), bytes in, head and body out. No socket, no clock.
 *
 * The file is long because it is hot: one state machine sees each chunk of ten thousand streams (docs/benchmarks.md, part a).
 * Its text parts are in `response-head.ts`.
 *
 * Strict where lenient parsers have let requests be smuggled: line ends are CRLF, and a length together with a coding is refused.
 */
export class ResponseDecoder {
  readonly #handlers: ResponseHandlers;
  #state: State = "head";
  /** The part that has come of an unfinished head, of trailers, or of a chunk's size line. */
  #kept: Buffer | null = null;
  /** So many bytes of the body, or of the chunk, are still to come. */
  #left = 0;
  #stopped = false;

  constructor(handlers: ResponseHandlers) {
    this.#handlers = handlers;
  }

  /** Whether the whole answer has come. */
  get isComplete(): boolean {
    return this.#state === "complete";
  }

  /** Calls no handler after it. */
  stop(): void {
    this.#stopped = true;
  }

  /** The server has closed. @returns whether the answer is complete now */
  endOfInput(): boolean {
    if (this.#state === "until-close") this.#state = "complete";
    return this.isComplete;
  }

  /** Reads the bytes from `from` to `to`. What follows the answer is ignored. @throws MalformedAnswer */
  push(bytes: Buffer, from = 0, to = bytes.length): void {
    let at = from;
    while (at < to && !this.#stopped && this.#state !== "complete") at = this.#step(bytes, at, to);
  }

  /** Reads on from `at`. @returns the place up to which it read */
  #step(bytes: Buffer, at: number, to: number): number {
    switch (this.#state) {
      case "head":
      case "trailers":
        return at + this.#readFields(bytes.subarray(at, to));
      case "chunk-size":
        return this.#readChunkSize(bytes, at, to);
      case "chunk-end":
        return this.#readChunkEnd(bytes, at, to);
      case "chunk-data":
      case "sized":
        return this.#readSized(bytes, at, to);
      default: {
        this.#handlers.onBody(bytes, at, to);
        return to;
      }
    }
  }

  #readSized(bytes: Buffer, at: number, to: number): number {
    const end = Math.min(to, at + this.#left);
    this.#left -= end - at;
    if (this.#left === 0) this.#state = this.#state === "sized" ? "complete" : "chunk-end";
    this.#handlers.onBody(bytes, at, end);
    return end;
  }

  #readChunkSize(bytes: Buffer, at: number, to: number): number {
    const end = this.#kept === null ? this.#readPlainSize(bytes, at, to) : at;
    return end > at ? end : at + this.#readSizeLine(bytes.subarray(at, to));
  }

  /** The common form of a size: a few digits and the line's end, all in these bytes. @returns the place after it, or `at` */
  #readPlainSize(bytes: Buffer, at: number, to: number): number {
    let size = 0;
    let end = at;
    for (const limit = Math.min(to, at + 7); end < limit; end++) {
      const digit = hexDigit(bytes[end] as number);
      if (digit < 0) break;
      size = size * 16 + digit;
    }
    if (end + 2 > to || size === 0 || bytes[end] !== CR || bytes[end + 1] !== LF) return at;
    this.#left = size;
    this.#state = "chunk-data";
    return end + 2;
  }

  #readSizeLine(bytes: Buffer): number {
    const end = bytes.indexOf(LF);
    if (end < 0) {
      this.#keep(bytes);
      return bytes.length;
    }
    const line = this.#whole(bytes.subarray(0, end));
    const size = chunkSize(line);
    if (size === 0) this.#state = "trailers";
    else {
      this.#left = size;
      this.#state = "chunk-data";
    }
    return end + 1;
  }

  /** The line break after a chunk's data. `#left` is -1 once its CR was seen. */
  #readChunkEnd(bytes: Buffer, at: number, to: number): number {
    if (this.#left === 0 && at + 2 <= to && bytes[at] === CR && bytes[at + 1] === LF) {
      this.#state = "chunk-size";
      return at + 2;
    }
    if (bytes[at] !== (this.#left === 0 ? CR : LF)) throw new MalformedAnswer("a chunk is longer than its size");
    if (this.#left === 0) this.#left = -1;
    else {
      this.#left = 0;
      this.#state = "chunk-size";
    }
    return at + 1;
  }

  /** A head or trailers: lines up to an empty one. */
  #readFields(bytes: Buffer): number {
    const before = this.#kept?.length ?? 0;
    const all = this.#whole(bytes);
    const trailers = this.#state === "trailers";
    const end = trailers && startsEmpty(all) ? 0 : endOfFields(all, before);
    if (end < 0) {
      if (!trailers && !looksLikeHttp(all)) throw new MalformedAnswer("it does not begin with HTTP/1.1");
      this.#kept = null;
      this.#keep(all);
      return bytes.length;
    }
    if (end > maxHeadBytes) throw tooLarge();
    const lines = all.toString("latin1", 0, end).split("\r\n");
    const used = (end === 0 ? 2 : end + 4) - before;
    if (trailers) {
      if (end > 0) readHeaders(lines);
      this.#state = "complete";
    } else this.#takeHead(lines);
    return used;
  }

  #takeHead(lines: string[]): void {
    const status = readStatus(lines.shift() ?? "");
    const headers = readHeaders(lines);
    if (status === 101) throw new MalformedAnswer("it switches the protocol");
    if (status < 200) return; // 100 Continue, 103 Early Hints: the answer is still to come
    this.#state = this.#bodyOf(status, headers);
    this.#handlers.onHead(status, headers);
  }

  /** How the body ends (RFC 9112, 6.3). */
  #bodyOf(status: number, headers: IncomingHttpHeaders): State {
    const coding = headers["transfer-encoding"];
    const length = headers["content-length"];
    if (coding !== undefined && length !== undefined)
      throw new MalformedAnswer("it has a length and a transfer coding");
    if (length !== undefined && !/^\d{1,15}$/.test(length))
      throw new MalformedAnswer("its Content-Length is not a number");
    if (status === 204 || status === 304) return "complete";
    if (coding !== undefined) return /(^|,)[ \t]*chunked$/i.test(coding) ? "chunk-size" : "until-close";
    if (length === undefined) return "until-close";
    this.#left = Number(length);
    return this.#left === 0 ? "complete" : "sized";
  }

  #keep(bytes: Buffer): void {
    this.#kept = this.#kept === null ? Buffer.from(bytes) : Buffer.concat([this.#kept, bytes]);
    if (this.#kept.length > maxHeadBytes) throw tooLarge();
  }

  #whole(tail: Buffer): Buffer {
    if (this.#kept === null) return tail;
    const joined = Buffer.concat([this.#kept, tail]);
    this.#kept = null;
    return joined;
  }
}

function tooLarge(): MalformedAnswer {
  return new MalformedAnswer(`its head is larger than ${maxHeadBytes} bytes`);
}
