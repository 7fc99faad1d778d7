import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import type { EndRecord, HistoryRecord } from "./records.ts";

/** Bytes that may wait for the disk. Above it the disk has stalled, and the run stops rather than fill the memory. */
const maxWaitingBytes = 256 * 1024 * 1024;

/** Where the engine puts what it sees. */
export interface HistorySink {
  write(record: HistoryRecord): void;
}

/**
 * Writes one history, a JSON object a line, in the order given.
 *
 * A disk that is full or gone does not throw into the engine: `onTrouble` is told once, what was written stays, and
 * later records are counted but lost, so that the missing `end` shows where the history stops.
 */
export class HistoryWriter implements HistorySink {
  readonly path: string;
  #stream: WriteStream;
  #pending: string[] = [];
  #pendingLength = 0;
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
    const line = JSON.stringify(record);
    this.#pending.push(line);
    this.#pendingLength += line.length;
    if (this.#pendingLength > 64 * 1024) this.#flush();
  }

  /** Resolves when what was written is on its way to the disk, so that a fast writer can wait for it. */
  async drained(): Promise<void> {
    if (!this.#trouble && this.#stream.writableNeedDrain) await once(this.#stream, "drain").catch(() => {});
  }

  /** Writes the last record and closes the file. Never throws: trouble was reported when it came. */
  async end(last: Omit<EndRecord, "k" | "records">): Promise<void> {
    this.write({ k: "end", ...last, records: this.#records });
    this.#flush();
    if (this.#trouble) return;
    const closed = once(this.#stream, "close").catch(() => {});
    this.#stream.end();
    await closed;
  }

  #flush(): void {
    if (this.#pending.length === 0) return;
    const text = `${this.#pending.join("\n")}\n`;
    this.#pending = [];
    this.#pendingLength = 0;
    if (this.#trouble) return;
    this.#stream.write(text);
    if (this.#stream.writableLength > maxWaitingBytes) this.#fail(new Error("the disk does not keep up"));
  }

  #fail(error: Error): void {
    if (this.#trouble) return;
    this.#trouble = error;
    this.#stream.destroy();
    this.#onTrouble(error);
  }
}
