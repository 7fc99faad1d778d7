/**
 * An incremental parser of event streams (WHATWG HTML, 9.2.5 and 9.2.6), over bytes.
 *
 * It works on bytes and not on text, because the harness has to know where in an event a connection ended, how many
 * bytes an event took, and whether its bytes were UTF-8 at all.
 */

export interface SseEvent {
  /** "message" when the block named none. */
  readonly type: string;
  readonly data: string;
  /** The last event id after this block; "" before the first. */
  readonly id: string;
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
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

export function createSseParser(handlers: SseHandlers, { maxEventBytes = 16 * 1024 * 1024 } = {}): SseParser {
  /** Bytes of a line that began in an earlier chunk. */
  let kept: Uint8Array[] = [];
  let keptBytes = 0;
  /** The BOM's bytes seen so far, 3 when the start is behind us. */
  let bomSeen = 0;
  let skipLf = false;
  let stopped = false;

  let type = "";
  let data: string | null = null;
  let id = "";
  let hasId = false;
  let blockBytes = 0;
  let wellFormed = true;

  function push(chunk: Uint8Array): number {
    let from = skipBom(chunk);
    while (from < chunk.length && !stopped) {
      if (skipLf) {
        skipLf = false;
        if (chunk[from] === LF) {
          from++;
          continue;
        }
      }
      const end = endOfLine(chunk, from);
      if (end < 0) {
        keep(chunk.subarray(from));
        return chunk.length;
      }
      skipLf = chunk[end] === CR;
      blockBytes += keptBytes + end - from + 1;
      line(whole(chunk.subarray(from, end)));
      from = end + 1;
      if (skipLf && from < chunk.length && !stopped) {
        skipLf = false;
        if (chunk[from] === LF) from++;
      }
    }
    return from;
  }

  /** A BOM may stand once, at the very start, and may come in pieces (9.2.5). */
  function skipBom(chunk: Uint8Array): number {
    const bom = [0xef, 0xbb, 0xbf];
    let from = 0;
    while (bomSeen < 3 && from < chunk.length) {
      if (chunk[from] !== bom[bomSeen]) {
        const held = bomSeen;
        bomSeen = 3;
        if (held > 0) keep(Uint8Array.from(bom.slice(0, held))); // it was no BOM after all, but the first line's bytes
        return from;
      }
      bomSeen++;
      from++;
    }
    return from;
  }

  function keep(bytes: Uint8Array): void {
    kept.push(bytes.slice()); // the chunk belongs to the socket
    keptBytes += bytes.length;
    if (blockBytes + keptBytes > maxEventBytes) throw tooLarge();
  }

  function whole(tail: Uint8Array): Uint8Array {
    if (keptBytes === 0) return tail;
    const joined = Buffer.concat([...kept, tail]);
    kept = [];
    keptBytes = 0;
    return joined;
  }

  function tooLarge(): Error {
    return new Error(`An event is larger than ${maxEventBytes} bytes.`);
  }

  function line(bytes: Uint8Array): void {
    if (bytes.length === 0) return dispatch();
    if (blockBytes > maxEventBytes) throw tooLarge();
    const colon = bytes.indexOf(COLON);
    if (colon === 0) {
      handlers.onComment?.(text(bytes.subarray(1)));
      return;
    }
    const name = text(colon < 0 ? bytes : bytes.subarray(0, colon));
    const start = colon < 0 ? bytes.length : colon + (bytes[colon + 1] === SPACE ? 2 : 1);
    field(name, text(bytes.subarray(start)));
  }

  function field(name: string, value: string): void {
    if (name === "data") data = data === null ? value : `${data}\n${value}`;
    else if (name === "event") type = value;
    else if (name === "id" && !value.includes("\0")) {
      id = value;
      hasId = true;
    } else if (name === "retry" && /^[0-9]+$/.test(value)) handlers.onRetry?.(Number(value));
  }

  function dispatch(): void {
    if (data !== null) handlers.onEvent({ type: type || "message", data, id, hasId, bytes: blockBytes, wellFormed });
    type = "";
    data = null;
    hasId = false;
    blockBytes = 0;
    wellFormed = true;
  }

  function text(bytes: Uint8Array): string {
    try {
      return strict.decode(bytes);
    } catch {
      wellFormed = false;
      return lenient.decode(bytes);
    }
  }

  return {
    push,
    stop() {
      stopped = true;
    },
    get midEvent() {
      return blockBytes + keptBytes > 0;
    },
    get pendingBytes() {
      return blockBytes + keptBytes;
    },
  };
}

/** The place of the next CR or LF, or -1. CRs are rare, so the search for one goes only as far as the next LF. */
function endOfLine(chunk: Uint8Array, from: number): number {
  const lf = chunk.indexOf(LF, from);
  const until = lf < 0 ? chunk.length : lf;
  const cr = chunk.subarray(from, until).indexOf(CR);
  return cr >= 0 ? from + cr : lf;
}
