import { isUtf8 } from "node:buffer";
import { readUsualBlock } from "./fast-path.ts";
import { scanInput } from "./scan/scan.ts";
import {
  asBuffer,
  COLON,
  CR,
  endOfLine,
  isWellFormed,
  LF,
  nameOf,
  noNumber,
  plainNumber,
  startsWith,
  valueStart,
} from "./sse-bytes.ts";
import { ReadEvent, type SseEvent } from "./sse-event.ts";

/**
 * An incremental parser of event streams (WHATWG HTML, 9.2.5 and 9.2.6), over bytes.
 *
 * It works on bytes and not on text, because the harness has to know where in an event a connection ended, how many bytes an
 * event took, and whether its bytes were UTF-8 at all. Data become a string only when somebody asks for one.
 *
 * The file is long because it is hot: these lines run for each event of ten thousand streams (docs/benchmarks.md, part a), and
 * all of them share the state of one unfinished block.
 */

export interface SseHandlers {
  onEvent(event: SseEvent): void;
  /** A block of an id without data is no event, and moves the client's last event id all the same (9.2.6). */
  onIdAlone?(block: SseEvent): void;
  onComment?(text: string): void;
  /** The pause before a reconnect that the server asks for, in milliseconds. */
  onRetry?(ms: number): void;
}

export interface SseParser {
  /**
   * Reads a chunk, which may be a part of `bytes`. It is fastest in `scanInput` (scan/scan.ts).
   *
   * @returns the place up to which it read: `to`, unless a handler called `stop`
   * @throws Error when an event is larger than `maxEventBytes`
   */
  push(bytes: Uint8Array, from?: number, to?: number): number;
  /** Nothing is emitted after it, not even the rest of the chunk that is being read. */
  stop(): void;
  /** True while a block has begun and its blank line has not come yet. */
  readonly midEvent: boolean;
  /** Bytes of the unfinished block. */
  readonly pendingBytes: number;
  /** True while an event has begun and not ended. It is lost when no more comes (9.2.6). A comment alone is not an event. */
  readonly halfEvent: boolean;
}

const bom = [0xef, 0xbb, 0xbf];
const lineBreak = Buffer.of(LF);
const noData = Buffer.alloc(0);

export function createSseParser(handlers: SseHandlers, { maxEventBytes = 16 * 1024 * 1024 } = {}): SseParser {
  return new Parser(handlers, maxEventBytes);
}

class Parser implements SseParser {
  readonly #handlers: SseHandlers;
  readonly #maxEventBytes: number;
  /** The bytes of a line that began in an earlier chunk; null when there is none. */
  #kept: Buffer[] | null = null;
  #keptBytes = 0;
  /** How many of the BOM's bytes were seen; 3 once the stream's start has been read. */
  #bomSeen = 0;
  #skipLf = false;
  #stopped = false;

  #type = "message";
  #data: Buffer | null = null;
  /** Whether `#data` still points into the chunk that is being read. */
  #borrowed = false;
  /** The last event id. Where it is a number it is kept as one, and becomes a string only when somebody asks. */
  #id = "";
  #number = noNumber;
  #hasId = false;
  #blockBytes = 0;
  #wellFormed = true;

  constructor(handlers: SseHandlers, maxEventBytes: number) {
    this.#handlers = handlers;
    this.#maxEventBytes = maxEventBytes;
  }

  get midEvent(): boolean {
    return this.pendingBytes > 0;
  }

  get pendingBytes(): number {
    return this.#blockBytes + this.#keptBytes;
  }

  get halfEvent(): boolean {
    return this.#data !== null || (this.#kept !== null && this.#kept[0]?.[0] !== COLON);
  }

  stop(): void {
    this.#stopped = true;
  }

  push(bytes: Uint8Array, from = 0, to = bytes.length): number {
    const isInput = bytes === scanInput;
    let at = from;
    if (isInput && this.#bomSeen === 3) {
      at = this.#readUsual(from, to);
      if (at === to) return at;
    }
    const chunk = asBuffer(bytes).subarray(0, to);
    if (this.#bomSeen < 3) at = this.#skipBom(chunk, at);
    const read = this.#readLines(chunk, at, isInput);
    if (this.#borrowed) this.#own();
    return read;
  }

  /** Reads blocks in the common form from `scanInput`, as long as there are any. @returns the place after the last */
  #readUsual(from: number, to: number): number {
    let at = from;
    while (at < to && !this.#stopped && this.#blockBytes === 0 && this.#kept === null && !this.#skipLf) {
      const event = readUsualBlock(at, to, this.#maxEventBytes);
      if (event === null) break;
      at += event.bytes;
      this.#id = "";
      this.#number = event.number;
      this.#handlers.onEvent(event);
    }
    return at;
  }

  #readLines(chunk: Buffer, start: number, isInput: boolean): number {
    const hasCr = chunk.includes(CR, start); // rare, so most lines need not be searched for a CR each
    let from = start;
    while (from < chunk.length && !this.#stopped) {
      if (this.#skipLf) {
        this.#skipLf = false;
        if (chunk[from] === LF) {
          from++;
          continue;
        }
      }
      if (isInput && from > start && this.#blockBytes === 0 && this.#kept === null) {
        const read = this.#readUsual(from, chunk.length);
        if (read > from) {
          from = read;
          continue;
        }
      }
      const end = hasCr ? endOfLine(chunk, from) : chunk.indexOf(LF, from);
      if (end < 0) {
        this.#keep(chunk.subarray(from));
        return chunk.length;
      }
      this.#blockBytes += this.#keptBytes + end - from + 1;
      this.#skipLf = hasCr && chunk[end] === CR;
      this.#wholeLine(chunk, from, end);
      from = end + 1;
      if (this.#skipLf && from < chunk.length && !this.#stopped) {
        this.#skipLf = false;
        if (chunk[from] === LF) from++;
      }
    }
    return from;
  }

  /** A BOM may stand once, at the very start, and may come in pieces (9.2.5). */
  #skipBom(chunk: Buffer, start: number): number {
    let from = start;
    while (this.#bomSeen < 3 && from < chunk.length) {
      if (chunk[from] !== bom[this.#bomSeen]) {
        const held = this.#bomSeen;
        this.#bomSeen = 3;
        if (held > 0) this.#keep(Buffer.from(bom.slice(0, held))); // not a BOM after all: these bytes belong to the first line
        return from;
      }
      this.#bomSeen++;
      from++;
    }
    return from;
  }

  #keep(bytes: Buffer): void {
    this.#kept ??= [];
    this.#kept.push(Buffer.from(bytes)); // a copy: the chunk belongs to the socket
    this.#keptBytes += bytes.length;
    if (this.pendingBytes > this.#maxEventBytes) throw this.#tooLarge();
  }

  #wholeLine(chunk: Buffer, from: number, end: number): void {
    if (this.#kept === null) return this.#line(chunk, from, end, true);
    const joined = Buffer.concat([...this.#kept, chunk.subarray(from, end)]);
    this.#kept = null;
    this.#keptBytes = 0;
    this.#line(joined, 0, joined.length, false);
  }

  #tooLarge(): Error {
    return new Error(`An event is larger than ${this.#maxEventBytes} bytes.`);
  }

  #line(bytes: Buffer, from: number, end: number, borrowed: boolean): void {
    if (from === end) return this.#dispatch();
    if (this.#blockBytes > this.#maxEventBytes) throw this.#tooLarge();
    if (startsWith(bytes, from, end, "data"))
      return this.#addData(bytes.subarray(valueStart(bytes, from, end, 4), end), borrowed);
    if (!isWellFormed(bytes, from, end)) this.#wellFormed = false;
    if (startsWith(bytes, from, end, "id")) return this.#setId(bytes, valueStart(bytes, from, end, 2), end);
    if (startsWith(bytes, from, end, "event")) return this.#setType(bytes, valueStart(bytes, from, end, 5), end);
    if (bytes[from] === COLON) this.#handlers.onComment?.(bytes.toString("utf8", from + 1, end));
    else if (startsWith(bytes, from, end, "retry")) {
      const value = bytes.toString("utf8", valueStart(bytes, from, end, 5), end);
      if (/^[0-9]+$/.test(value)) this.#handlers.onRetry?.(Number(value));
    }
  }

  #addData(line: Buffer, borrowed: boolean): void {
    if (!isUtf8(line)) this.#wellFormed = false;
    if (this.#data === null) {
      this.#data = line;
      this.#borrowed = borrowed;
    } else {
      this.#data = Buffer.concat([this.#data, lineBreak, line]);
      this.#borrowed = false;
    }
  }

  #setId(bytes: Buffer, from: number, end: number): void {
    const number = plainNumber(bytes, from, end);
    const value = number === noNumber ? bytes.toString("utf8", from, end) : "";
    if (value.includes("\0")) return;
    this.#id = value;
    this.#number = number;
    this.#hasId = true;
  }

  #setType(bytes: Buffer, from: number, end: number): void {
    this.#type = from === end ? "message" : nameOf(bytes, from, end);
  }

  #dispatch(): void {
    const data = this.#data;
    const isAlone = data === null && this.#hasId;
    const block =
      data === null && !isAlone
        ? null
        : new ReadEvent(
            this.#type,
            data ?? noData,
            this.#id,
            this.#number,
            this.#hasId,
            this.#blockBytes,
            this.#wellFormed,
          );
    this.#type = "message";
    this.#data = null;
    this.#borrowed = false;
    this.#hasId = false;
    this.#blockBytes = 0;
    this.#wellFormed = true;
    if (block === null) return;
    if (isAlone) this.#handlers.onIdAlone?.(block);
    else this.#handlers.onEvent(block);
  }

  /** Copies the data of an unfinished event, because the chunk's memory is about to be reused. */
  #own(): void {
    this.#borrowed = false;
    if (this.#data) this.#data = Buffer.from(this.#data);
  }
}
