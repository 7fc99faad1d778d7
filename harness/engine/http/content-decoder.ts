import type { Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw, createZstdDecompress } from "node:zlib";

/** So many bytes may wait to be decoded. More wait only when a body grows faster than it can be read. */
const mostWaiting = 16 * 1024 * 1024;

/** Content codings of RFC 9110, 8.4.1, and of RFC 7932 (br) and RFC 8878 (zstd). */
const decoders: Readonly<Record<string, (first: number) => Transform>> = {
  gzip: () => createGunzip(),
  "x-gzip": () => createGunzip(),
  // "deflate" is the zlib format, but some servers send raw deflate, and browsers read both.
  deflate: (first) => ((first & 0x0f) === 8 ? createInflate() : createInflateRaw()),
  br: () => createBrotliDecompress(),
  zstd: () => createZstdDecompress(),
};

/** The coding of a body; `known`: it can be decoded. Null where the body needs no decoding. */
export function codingOf(
  header: string | string[] | undefined,
): { readonly name: string; readonly known: boolean } | null {
  const name = String(header ?? "")
    .trim()
    .toLowerCase();
  if (name === "" || name === "identity") return null;
  return { name, known: Object.hasOwn(decoders, name) };
}

/** Decodes a body as it comes. What the server has flushed is passed on before the next bytes arrive. */
export class ContentDecoder {
  readonly #name: string;
  readonly #onBytes: (bytes: Buffer, from: number, to: number) => void;
  #stream: Transform | null = null;
  #problem: string | null = null;
  #settle: (() => void) | null = null;
  #over = false;

  constructor(name: string, onBytes: (bytes: Buffer, from: number, to: number) => void) {
    this.#name = name;
    this.#onBytes = onBytes;
  }

  /** @returns why reading cannot go on, or null */
  push(bytes: Buffer, from: number, to: number): string | null {
    if (this.#over || from === to) return this.#problem;
    this.#stream ??= this.#open(bytes[from] as number);
    this.#stream.write(Buffer.from(bytes.subarray(from, to))); // a copy: the socket's buffer is reused when we return
    if (this.#stream.writableLength > mostWaiting) this.#fail("it grows faster than it can be decoded");
    return this.#problem;
  }

  /** Nothing is passed on after it. */
  stop(): void {
    this.#over = true;
    this.#stream?.destroy();
    this.#settle?.();
  }

  /** No more bytes will come: passes on the rest. @returns what was wrong with the body, or null */
  async end(): Promise<string | null> {
    const stream = this.#stream;
    if (!stream || this.#over) return this.#problem;
    const settled = new Promise<void>((resolve) => {
      this.#settle = resolve;
    });
    stream.end();
    await settled;
    return this.#problem;
  }

  #open(first: number): Transform {
    const stream = (decoders[this.#name] as (first: number) => Transform)(first);
    stream.on("data", (chunk: Buffer) => {
      if (!this.#over) this.#onBytes(chunk, 0, chunk.length);
    });
    stream.on("end", () => this.#settle?.());
    stream.on("error", (error) => this.#fail(error.message));
    return stream;
  }

  #fail(why: string): void {
    if (!this.#over) this.#problem = `its body is not readable as Content-Encoding "${this.#name}": ${why}`;
    this.stop();
  }
}
