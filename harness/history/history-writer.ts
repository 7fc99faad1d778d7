import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { mostBytesOf, writeEvents } from "./record-bytes.ts";
import type { EndRecord, HistoryRecord } from "./records.ts";

/** Bytes that may wait for the disk. With more, the disk has stalled, and the run stops before it fills the memory. */
const maxWaitingBytes = 256 * 1024 * 1024;
/** Bytes that are written at once. */
const chunkBytes = 128 * 1024;
const mostFree = 4;
const LF = 10;

/** Where the engine writes what it sees. */
export interface HistorySink {
  write(record: HistoryRecord): void;
}

/**
 * Writes one history, a JSON object a line, in the order given.
 *
 * A disk that is full or gone does not throw into the engine: `onTrouble` is called once, what was written stays, and later
 * records are counted but not written. The missing `end` then shows that the history is incomplete.
 */
export class HistoryWriter implements HistorySink {
  readonly path: string;
  #stream: WriteStream;
  #chunk = newChunk();
  #used = 0;
  /** Written chunks, for reuse. */
  readonly #free: Buffer[] = [];
  #records = 0;
  #trouble: Error | null = null;
  #onTrouble: (error: Error) => void;

  constructor(path: string, onTrouble: (error: Error) => void) {
    this.path = path;
    this.#onTrouble = onTrouble;
    this.#stream = createWriteStream(path, { flags: "w", highWaterMark: 1024 * 1024 });
    this.#stream.on("error", (error) => this.#fail(error));
  }

  get records(): number {
    return this.#records;
  }

  write(record: HistoryRecord): void {
    this.#records++;
    if (record.k === "ev") {
      this.#makeRoom(mostBytesOf(record));
      this.#used = writeEvents(record, this.#chunk, this.#used);
    } else {
      const line = JSON.stringify(record);
      this.#makeRoom(3 * line.length + 1); // a UTF-16 unit has three bytes of UTF-8 at most
      this.#used += this.#chunk.write(line, this.#used);
    }
    this.#chunk[this.#used++] = LF;
  }

  /** Resolves when what was written is on its way to the disk, so that a fast writer can wait for it. */
  async drained(): Promise<void> {
    if (!this.#trouble && this.#stream.writableNeedDrain) await once(this.#stream, "drain").catch(() => {});
  }

  /** Writes all waiting records, so that others can read them. */
  flush(): void {
    this.#flush();
  }

  /** Writes the last record and closes the file. Never throws: problems go to `onTrouble`. */
  async end(last: Omit<EndRecord, "k" | "records">): Promise<void> {
    this.write({ k: "end", ...last, records: this.#records });
    this.#flush();
    if (this.#trouble) return;
    const closed = once(this.#stream, "close").catch(() => {});
    this.#stream.end();
    await closed;
  }

  #makeRoom(bytes: number): void {
    if (this.#used + bytes <= this.#chunk.length) return;
    this.#flush();
    if (bytes > this.#chunk.length) this.#chunk = Buffer.allocUnsafeSlow(bytes);
  }

  #flush(): void {
    if (this.#used === 0) return;
    const chunk = this.#chunk;
    const bytes = chunk.subarray(0, this.#used);
    this.#used = 0;
    if (this.#trouble) return;
    this.#chunk = this.#free.pop() ?? newChunk();
    this.#stream.write(bytes, () => {
      if (chunk.length === chunkBytes && this.#free.length < mostFree) this.#free.push(chunk);
    });
    if (this.#stream.writableLength > maxWaitingBytes) this.#fail(new Error("the disk does not keep up"));
  }

  #fail(error: Error): void {
    if (this.#trouble) return;
    this.#trouble = error;
    this.#stream.destroy();
    this.#onTrouble(error);
  }
}

function newChunk(): Buffer {
  return Buffer.allocUnsafeSlow(chunkBytes);
}
