import { isUtf8 } from "node:buffer";

/**
 * An incremental parser of event streams (WHATWG HTML, 9.2.5 and 9.2.6), over bytes.
 *
 * It works on bytes and not on text, because the harness has to know where in an event a connection ended, how many
 * bytes an event took, and whether its bytes were UTF-8 at all. Data become a string only for those who ask for one.
 */

/** One event. It lives as long as the handler that gets it: `raw` and `data` are read from the socket's own buffer. */
export interface SseEvent {
  /** "message" when the block named none. */
  readonly type: string;
  readonly data: string;
  /** The data's bytes; several lines are joined by LF. */
  readonly raw: Buffer;
  /** The last event id after this block; "" before the first. */
  readonly id: string;
  /** The same when it is a plain number of up to 9 digits, as most are; else -1. */
  readonly number: number;
  /** Whether this block itself carried an id. */
  readonly hasId: boolean;
  /** Bytes of the block, its blank line included. */
  readonly bytes: number;
  /** Whether the block's bytes were UTF-8. */
  readonly wellFormed: boolean;
}

export interface SseHandlers {
  onEvent(event: SseEvent): void;
  onComment?(text: string): void;
  /** The server's wish for the pause before a reconnect, in milliseconds. */
  onRetry?(ms: number): void;
}

export interface SseParser {
  /**
   * Reads a chunk. @returns how many of its bytes were used: all, unless a handler called `stop`
   * @throws Error when an event is larger than `maxEventBytes`
   */
  push(chunk: Uint8Array): number;
  /** Nothing is emitted after it, not even the rest of the chunk that is being read. */
  stop(): void;
  /** True while a block has begun and its blank line has not come. */
  readonly midEvent: boolean;
  /** Bytes of the unfinished block. */
  readonly pendingBytes: number;
}

const LF = 10;
const CR = 13;
const COLON = 58;
const SPACE = 32;
const ZERO = 48;
const bom = [0xef, 0xbb, 0xbf];
/** No id that is a plain number. */
const none = -1;
const nothing = Buffer.alloc(0);
const lineBreak = Buffer.of(LF);

export function createSseParser(handlers: SseHandlers, { maxEventBytes = 16 * 1024 * 1024 } = {}): SseParser {
  return new Parser(handlers, maxEventBytes);
}

class Parser implements SseParser {
  readonly #handlers: SseHandlers;
  readonly #maxEventBytes: number;
  /** Bytes of a line that began in an earlier chunk; null when there are none. */
  #kept: Buffer[] | null = null;
  #keptBytes = 0;
  /** The BOM's bytes seen so far, 3 when the start is behind us. */
  #bomSeen = 0;
  #skipLf = false;
  #stopped = false;

  #type = "message";
  #data: Buffer | null = null;
  /** Whether `#data` still lies in the chunk that is being read. */
  #borrowed = false;
  /** The last event id; kept as a number where it is one, and made a string for those who ask. */
  #id = "";
  #number = none;
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

  stop(): void {
    this.#stopped = true;
  }

  push(bytes: Uint8Array): number {
    const chunk = asBuffer(bytes);
    const read = this.#readLines(chunk, this.#bomSeen < 3 ? this.#skipBom(chunk) : 0);
    if (this.#borrowed) this.#own();
    return read;
  }

  #readLines(chunk: Buffer, start: number): number {
    const hasCr = chunk.includes(CR); // rare, so that most lines need no search of their own for one
    let from = start;
    while (from < chunk.length && !this.#stopped) {
      if (this.#skipLf) {
        this.#skipLf = false;
        if (chunk[from] === LF) {
          from++;
          continue;
        }
      }
      if (!hasCr && this.#kept === null && this.#blockBytes === 0) {
        const after = this.#quickBlock(chunk, from);
        if (after > from) {
          from = after;
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

  /**
   * What nearly every block is: a number as its id, a type, one line of data, all in this chunk and without a CR.
   *
   * @returns the place behind it, or `from` for all else
   */
  #quickBlock(chunk: Buffer, from: number): number {
    if (!hasField(chunk, from, "id")) return from;
    const idEnd = endOfDigits(chunk, from + 4);
    const number = plainNumber(chunk, from + 4, idEnd);
    const typeStart = idEnd + 8;
    if (number < 0 || chunk[idEnd] !== LF || !hasField(chunk, idEnd + 1, "event")) return from;
    const typeEnd = endOfName(chunk, typeStart);
    if (typeEnd === typeStart || chunk[typeEnd] !== LF || !hasField(chunk, typeEnd + 1, "data")) return from;
    const dataEnd = chunk.indexOf(LF, typeEnd + 7);
    if (dataEnd < 0 || chunk[dataEnd + 1] !== LF || dataEnd + 2 - from > this.#maxEventBytes) return from;
    const data = chunk.subarray(typeEnd + 7, dataEnd);
    this.#id = "";
    this.#number = number;
    const type = nameOf(chunk, typeStart, typeEnd);
    this.#handlers.onEvent(new Event(type, data, "", number, true, dataEnd + 2 - from, isUtf8(data)));
    return dataEnd + 2;
  }

  /** A BOM may stand once, at the very start, and may come in pieces (9.2.5). */
  #skipBom(chunk: Buffer): number {
    let from = 0;
    while (this.#bomSeen < 3 && from < chunk.length) {
      if (chunk[from] !== bom[this.#bomSeen]) {
        const held = this.#bomSeen;
        this.#bomSeen = 3;
        if (held > 0) this.#keep(Buffer.from(bom.slice(0, held))); // it was no BOM after all, but the first line's bytes
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
    const value = number === none ? bytes.toString("utf8", from, end) : "";
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
    const event =
      data === null
        ? null
        : new Event(this.#type, data, this.#id, this.#number, this.#hasId, this.#blockBytes, this.#wellFormed);
    this.#type = "message";
    this.#data = null;
    this.#borrowed = false;
    this.#hasId = false;
    this.#blockBytes = 0;
    this.#wellFormed = true;
    if (event) this.#handlers.onEvent(event);
  }

  /** Copies data whose event has not ended: the chunk is about to be reused. */
  #own(): void {
    this.#borrowed = false;
    if (this.#data) this.#data = Buffer.from(this.#data);
  }
}

class Event implements SseEvent {
  readonly type: string;
  readonly raw: Buffer;
  readonly number: number;
  readonly hasId: boolean;
  readonly bytes: number;
  readonly wellFormed: boolean;
  readonly #id: string;

  constructor(
    type: string,
    raw: Buffer,
    id: string,
    number: number,
    hasId: boolean,
    bytes: number,
    wellFormed: boolean,
  ) {
    this.type = type;
    this.raw = raw;
    this.#id = id;
    this.number = number;
    this.hasId = hasId;
    this.bytes = bytes;
    this.wellFormed = wellFormed;
  }

  get id(): string {
    return this.number === none ? this.#id : String(this.number);
  }

  get data(): string {
    return this.raw.toString("utf8");
  }
}

/** Whether a line is UTF-8. Most lines are short and ASCII, and then the native check costs more than looking. */
function isWellFormed(bytes: Buffer, from: number, end: number): boolean {
  for (let i = from; i < end; i++)
    if ((bytes[i] as number) >= 128 || i > from + 32) return isUtf8(bytes.subarray(from, end));
  return true;
}

/** The place behind the digits that begin at `from`, after ten of them at the latest. */
function endOfDigits(bytes: Buffer, from: number): number {
  let at = from;
  while (at < from + 10 && isDigit(bytes[at])) at++;
  return at;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= ZERO + 9;
}

/** The value of 1 to 9 digits without a zero before them; -1 for all else. */
function plainNumber(bytes: Buffer, from: number, end: number): number {
  const digits = end - from;
  if (digits === 0 || digits > 9 || (digits > 1 && bytes[from] === ZERO)) return none;
  let value = 0;
  for (let at = from; at < end; at++) {
    if (!isDigit(bytes[at])) return none;
    value = value * 10 + (bytes[at] as number) - ZERO;
  }
  return value;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Whether a line's field has this name: the name, and then a colon or the line's end. */
function startsWith(bytes: Buffer, from: number, end: number, name: string): boolean {
  const after = from + name.length;
  if (after > end || (after < end && bytes[after] !== COLON)) return false;
  for (let i = 0; i < name.length; i++) if (bytes[from + i] !== name.charCodeAt(i)) return false;
  return true;
}

/** Whether a field of this name, a colon and one space stand there. */
function hasField(bytes: Buffer, from: number, name: string): boolean {
  const after = from + name.length;
  for (let i = 0; i < name.length; i++) if (bytes[from + i] !== name.charCodeAt(i)) return false;
  return bytes[after] === COLON && bytes[after + 1] === SPACE;
}

/** The place behind the small letters that begin at `from`, after 32 of them at the latest. */
function endOfName(bytes: Buffer, from: number): number {
  let at = from;
  while (at < from + 32 && (bytes[at] as number) >= 97 && (bytes[at] as number) <= 122) at++;
  return at;
}

/** Where a field's value begins: behind the colon and one space, or at the end when there is no colon. */
function valueStart(bytes: Buffer, from: number, end: number, nameLength: number): number {
  const colon = from + nameLength;
  if (colon >= end) return end;
  return colon + 1 < end && bytes[colon + 1] === SPACE ? colon + 2 : colon + 1;
}

/** Event types are few and come again and again: the last one is not decoded twice. */
let lastName = "";
let lastNameBytes = nothing;
function nameOf(bytes: Buffer, from: number, end: number): string {
  if (end - from === lastNameBytes.length && isSame(bytes, from, lastNameBytes)) return lastName;
  lastNameBytes = Buffer.from(bytes.subarray(from, end));
  lastName = lastNameBytes.toString("utf8");
  return lastName;
}

function isSame(bytes: Buffer, from: number, wanted: Buffer): boolean {
  for (let i = 0; i < wanted.length; i++) if (bytes[from + i] !== wanted[i]) return false;
  return true;
}

/** The place of the next CR or LF, or -1. */
function endOfLine(chunk: Buffer, from: number): number {
  const lf = chunk.indexOf(LF, from);
  const until = lf < 0 ? chunk.length : lf;
  const cr = chunk.subarray(from, until).indexOf(CR);
  return cr >= 0 ? from + cr : lf;
}
