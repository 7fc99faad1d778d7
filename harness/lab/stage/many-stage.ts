import type { IncomingMessage, ServerResponse } from "node:http";
import type { ClientRow, RefusalAnswer, StreamAnswer } from "../../../rows/client/row.ts";
import { RowLog } from "../history/row-log.ts";
import { idOf } from "../wire.ts";
import { answerAside } from "../wires/answer-aside.ts";
import type { Wire } from "../wires/wire.ts";
import { refusalRecord, sendRefusal } from "./refusal.ts";
import { bodyOf, readRequest } from "./requests.ts";
import { type ServedStream, servedStream, stepsOf } from "./stream-script.ts";
import { TokenBook } from "./token-book.ts";

export interface ManyOptions {
  readonly row: ClientRow;
  readonly seed: number;
  readonly clients: number;
  /** How the clients speak, where that is described. It remembers nothing of any one client. */
  readonly wire?: Wire | undefined;
  /** How long all clients together may take to connect. In milliseconds. */
  readonly gatherMs: number;
}

/** So long all have to read what they were sent, in milliseconds. */
const settleMs = 500;

/**
 * A row on stage for many clients: lets all of them connect, cuts all of them at one moment, and writes down when each comes back.
 * Which of them it is can be told by its token alone, where the protocol has one.
 */
export class ManyStage extends RowLog {
  readonly row: ClientRow;
  readonly #options: ManyOptions;
  readonly #tokens = new TokenBook();
  /** What each client's stream holds. */
  readonly #payloads: ServedStream["payloads"];
  readonly #open = new Set<ServerResponse>();
  readonly #timer: NodeJS.Timeout;
  /** Tokens whose resume was refused once. */
  readonly #refused = new Set<number>();
  /** When all were cut, on the row's clock; null before. */
  cutAt: number | null = null;
  connected = 0;
  returned = 0;
  requests = 0;

  constructor(options: ManyOptions) {
    super();
    this.row = options.row;
    this.#options = options;
    this.#payloads = servedStream(options.row, 1, options.seed).payloads;
    this.#timer = setTimeout(() => this.#cut(), options.gatherMs);
  }

  /** Deliveries of many clients cannot be told apart, so they are not judged. */
  delivered(): void {}

  async answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const { row } = this;
    const { wire } = this.#options;
    const body = (await bodyOf(request)).toString("utf8");
    const { method = "GET", headers } = request;
    const payloads = this.#payloads;
    const url = new URL(path, "http://lab");
    const place = wire?.place({ method, url, headers, body, stream: { payloads, sent: payloads.length } });
    if (place?.kind === "aside") return answerAside(response, place);
    const r = this.requests++;
    const seen = readRequest(request, { path, row, credentials: {}, tokens: this.#tokens, place });
    this.write({ k: "req", r, at: this.now(), ...seen, body: null });
    const refusal = this.#refusalOf(seen.resumes, seen.token ?? -1);
    if (refusal) {
      this.write(refusalRecord(r, this.now(), refusal));
      sendRefusal(response, refusal);
    } else this.#serve(r, seen.cursor, response);
  }

  stop(): void {
    clearTimeout(this.#timer);
    for (const response of this.#open) response.destroy();
  }

  /** The first resume of each client is refused, where the row says so. */
  #refusalOf(resumes: boolean, token: number): RefusalAnswer | null {
    const [first] = this.row.resumes ?? [];
    if (!resumes || first?.kind !== "refusal" || token < 0 || this.#refused.has(token)) return null;
    this.#refused.add(token);
    return first;
  }

  #serve(r: number, cursor: string | null, response: ServerResponse): void {
    const { seed, clients, wire } = this.#options;
    const { form, protocol } = this.row;
    const [first, then] = this.row.answers as readonly [StreamAnswer, StreamAnswer];
    const isBack = this.cutAt !== null;
    const stream = servedStream(this.row, 1, seed);
    if (cursor === idOf(stream.payloads.length - 1, form) || this.returned > this.connected) {
      this.write({ k: "ans", r, at: this.now(), status: 204, retryAfterMs: null });
      response.writeHead(204).end();
      return;
    }
    if (isBack) this.returned++;
    if (protocol === "draft-graph") stream.token = this.#tokens.issue(`${stream.of}/${r}`, idOf(0, form));
    const answer = isBack ? then : first;
    this.write({ k: "ans", r, at: this.now(), status: 200, answer, retryAfterMs: null });
    response.writeHead(200, {
      "content-type": "text/event-stream",
      "cache-control": "no-cache",
      ...wire?.headers,
    });
    response.flushHeaders();
    for (const step of stepsOf(this.row, answer, stream, cursor)) {
      if (step.kind !== "half") response.write(step.text);
    }
    if (isBack) {
      response.end();
      return;
    }
    this.#open.add(response);
    response.once("close", () => this.#open.delete(response));
    this.connected++;
    if (this.connected === clients) setTimeout(() => this.#cut(), settleMs);
  }

  #cut(): void {
    if (this.cutAt !== null) return;
    clearTimeout(this.#timer);
    this.cutAt = this.now();
    this.write({ k: "end", r: -1, at: this.cutAt, how: "cut", settled: "waited" });
    for (const response of this.#open) response.socket?.end();
  }
}
