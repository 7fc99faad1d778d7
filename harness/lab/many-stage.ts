import type { IncomingMessage, ServerResponse } from "node:http";
import type { ClientRow, StreamAnswer } from "../../rows/client/row.ts";
import type { LabRecord } from "./records.ts";
import { readRequest } from "./requests.ts";
import { servedStream, stepsOf } from "./stream-script.ts";
import { TokenBook } from "./token-book.ts";
import { idOf } from "./wire.ts";

export interface ManyOptions {
  readonly row: ClientRow;
  readonly seed: number;
  readonly clients: number;
  /** How long all clients together may take to connect. In milliseconds. */
  readonly gatherMs: number;
}

/**
 * A row on stage for many clients: lets all of them connect, cuts all of them at one moment, and writes down when each comes back.
 * Which of them it is cannot be told, and does not matter.
 */
export class ManyStage {
  readonly row: ClientRow;
  readonly records: LabRecord[] = [];
  readonly #options: ManyOptions;
  readonly #tokens = new TokenBook();
  readonly #start = performance.now();
  readonly #open = new Set<ServerResponse>();
  readonly #timer: NodeJS.Timeout;
  /** When all were cut, on the row's clock; null before. */
  cutAt: number | null = null;
  connected = 0;
  returned = 0;
  requests = 0;

  constructor(options: ManyOptions) {
    this.row = options.row;
    this.#options = options;
    this.#timer = setTimeout(() => this.#cut(), options.gatherMs);
  }

  now(): number {
    return Math.round((performance.now() - this.#start) * 10) / 10;
  }

  write(record: LabRecord): void {
    this.records.push(record);
  }

  /** Deliveries of many clients cannot be told apart, so they are not judged. */
  delivered(): void {}

  async answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const r = this.requests++;
    const seen = readRequest(request, {
      path,
      row: this.row,
      credentials: {},
      tokens: this.#tokens,
    });
    this.write({ k: "req", r, at: this.now(), ...seen, body: null });
    const [first, then] = this.row.answers as readonly [StreamAnswer, StreamAnswer];
    const isBack = this.cutAt !== null;
    const stream = servedStream(this.row, 1, this.#options.seed);
    const hasAll = seen.cursor === idOf(stream.payloads.length - 1, this.row.form);
    if (hasAll || this.returned > this.connected) {
      this.write({ k: "ans", r, at: this.now(), status: 204, retryAfterMs: null });
      response.writeHead(204).end();
      return;
    }
    if (isBack) this.returned++;
    this.write({ k: "ans", r, at: this.now(), status: 200, answer: isBack ? then : first, retryAfterMs: null });
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
    for (const step of stepsOf(this.row, isBack ? then : first, stream, seen.cursor)) {
      if (step.kind !== "half") response.write(step.text);
    }
    if (isBack) {
      response.end();
      return;
    }
    this.#open.add(response);
    response.once("close", () => this.#open.delete(response));
    this.connected++;
    if (this.connected === this.#options.clients) setTimeout(() => this.#cut(), this.#settleMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    for (const response of this.#open) response.destroy();
  }

  /** So long all have to read what they were sent. */
  readonly #settleMs = 500;

  #cut(): void {
    if (this.cutAt !== null) return;
    clearTimeout(this.#timer);
    this.cutAt = this.now();
    this.write({ k: "end", r: -1, at: this.cutAt, how: "cut", settled: "waited" });
    for (const response of this.#open) response.socket?.end();
  }
}
