import type { IncomingHttpHeaders } from "node:http";

/** The parts of an HTTP/1.1 answer that are text (RFC 9112): its head, its trailers, the sizes of its chunks. */

const CR = 13;
const LF = 10;

/** The answer is not HTTP/1.1 (RFC 9112). */
export class MalformedAnswer extends Error {}

/** Where the empty line after the header fields begins, or -1. `searched`: so many bytes were searched before. */
export function endOfFields(bytes: Buffer, searched: number): number {
  return bytes.indexOf("\r\n\r\n", Math.max(0, searched - 3), "latin1");
}

export function startsEmpty(bytes: Buffer): boolean {
  return bytes[0] === CR && bytes[1] === LF;
}

export function looksLikeHttp(bytes: Buffer): boolean {
  return "HTTP/1.".startsWith(bytes.toString("latin1", 0, 7));
}

/** A chunk's size in hex digits, its extensions ignored; the line comes without its LF. */
export function chunkSize(line: Buffer): number {
  const end = line.length - 1;
  let size = 0;
  let at = 0;
  for (; at < end; at++) {
    const digit = hexDigit(line[at] as number);
    if (digit < 0) break;
    size = size * 16 + digit;
  }
  const fits =
    at > 0 &&
    at <= 12 &&
    line[end] === CR &&
    (at === end || /^[ \t]*;[^\0\r]*$/.test(line.toString("latin1", at, end)));
  if (!fits) throw new MalformedAnswer("a chunk has no size");
  return size;
}

export function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const letter = byte | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

export function readStatus(line: string): number {
  const match = /^HTTP\/1\.[01] (\d{3})(?: [\t\x20-\x7e\x80-\xff]*)?$/.exec(line);
  if (!match) throw new MalformedAnswer("it does not begin with HTTP/1.1 and a status");
  return Number(match[1]);
}

/** Headers that may stand only once. A repetition is ignored, as node:http does. */
const onceOnly = new Set([
  "content-type",
  "retry-after",
  "location",
  "server",
  "age",
  "etag",
  "expires",
  "last-modified",
]);

export function readHeaders(lines: readonly string[]): IncomingHttpHeaders {
  const headers: Record<string, string> = Object.create(null);
  for (const line of lines) {
    const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)$/.exec(line);
    if (!match) throw new MalformedAnswer("a header is not as it should be");
    const name = (match[1] as string).toLowerCase();
    const value = (match[2] as string).replace(/[ \t]+$/, "");
    const before = headers[name];
    if (before === undefined) headers[name] = value;
    else if (name === "content-length") throw new MalformedAnswer("it has two lengths");
    else if (!onceOnly.has(name)) headers[name] = `${before}, ${value}`;
  }
  return headers;
}
