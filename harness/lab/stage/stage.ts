import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { ClientRow, RefusalAnswer, StreamAnswer } from "../../../rows/client/row.ts";
import type { Delivery } from "../history/delivery.ts";
import { idOf } from "../wire.ts";
import { answerAside } from "../wires/answer-aside.ts";
import type { Wire } from "../wires/wire.ts";
import { OneClientStage } from "./one-client-stage.ts";
import { playStream } from "./play-stream.ts";
import { refusalRecord, sendRefusal } from "./refusal.ts";
import { bodyOf, readRequest } from "./requests.ts";
import type { RowStage } from "./row-stage.ts";
import { Script } from "./script.ts";
import { type ServedStream, type Step, servedStream, stepsOf } from "./stream-script.ts";
import { TokenBook } from "./token-book.ts";

export interface StageOptions {
  readonly row: ClientRow;
  readonly seed: number;
  readonly credentials: Readonly<Record<string, string>>;
  /** How the client speaks, where that is neither event-source nor draft-graph. */
  readonly wire?: Wire | undefined;
  readonly signal: AbortSignal;
}

/**
 * A client that leaves so soon has read nothing yet, as a page that is built twice in development does (React's StrictMode); one that
 * minds a silence waits longer. In milliseconds.
 */
const leavesAtOnceMs = 250;
/** So long a second request waits for the end of such a connection, which may be seen after it. In milliseconds. */
const seenLateMs = 50;

/** One row on stage: answers its client's requests in order, and writes down all that it sees. */
export class Stage extends OneClientStage implements RowStage {
  readonly row: ClientRow;
  readonly tokens = new TokenBook();
  readonly script: Script;
  readonly #seed: number;
  readonly #credentials: Readonly<Record<string, string>>;
  readonly #wire: Wire | undefined;
  readonly #signal: AbortSignal;
  #stream: ServedStream;
  #generation = 1;

  constructor({ row, seed, credentials, wire, signal }: StageOptions) {
    super();
    this.row = row;
    this.#seed = seed;
    this.#credentials = credentials;
    this.#wire = wire;
    this.#signal = signal;
    this.script = new Script(row);
    this.#stream = servedStream(row, this.#generation, seed);
  }

  delivered(delivery: Delivery): void {
    for (const each of this.#wire?.delivered(delivery) ?? [delivery]) {
      this.reports.delivered(each);
      this.write({
        k: "got",
        at: this.now(),
        ...each,
        ...(delivery.post === undefined ? {} : { post: delivery.post }),
      });
    }
  }

  /** Answers one request of the client. */
  async answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const body = await bodyOf(request);
    const { method = "GET", headers } = request;
    const text = body.toString("utf8");
    const url = new URL(path, "http://lab");
    const place = this.#wire?.place({ method, url, headers, body: text, stream: this.#stream });
    if (place?.kind === "aside") {
      if (place.notPlayed !== undefined) this.write({ k: "not-played", at: this.now(), text: place.notPlayed });
      return answerAside(response, place);
    }
    if (this.requests === 1 && this.isServing) await Promise.race([this.idle(), sleep(seenLateMs)]);
    const seen = readRequest(request, {
      path,
      row: this.row,
      credentials: this.#credentials,
      tokens: this.tokens,
      place,
    });
    const asked = this.asked(seen, place?.repeatsBody === false ? null : body);
    const { r } = asked;
    const answer = this.script.next(seen, asked.at);
    if (answer === null) return this.#stop(r, response);
    if (answer.kind === "refusal") return this.#refuse(r, answer, response, path);
    const isAnew = this.script.startsAnew(seen) && this.#stream.sent > 0;
    if (isAnew || answer.from === "restarted") this.#newStream();
    const cursor = seen.resumes ? this.tokens.cursorOf(seen.token ?? -1, seen.cursor) : seen.cursor;
    await this.serve(this.#play(r, answer, response, cursor));
  }

  /** Tells a client that comes back after the end to stop (HTML standard, 9.2.3). */
  #stop(r: number, response: ServerResponse): void {
    this.write({ k: "ans", r, at: this.now(), status: 204, retryAfterMs: null });
    response.writeHead(204).end();
  }

  #refuse(r: number, answer: RefusalAnswer, response: ServerResponse, path: string): void {
    this.write(refusalRecord(r, this.now(), answer));
    this.script.refused(answer);
    sendRefusal(response, answer, `/${this.row.name}${this.#wire ? path : path.replace(/^[^?]*/, "/moved")}`);
  }

  #newStream(): void {
    this.#generation++;
    this.#stream = servedStream(this.row, this.#generation, this.#seed);
  }

  async #play(r: number, answer: StreamAnswer, response: ServerResponse, cursor: string | null): Promise<void> {
    const stream = this.#stream;
    const issues = this.row.protocol === "draft-graph";
    const resumes = issues && stream.sent > 0;
    if (issues) stream.token ||= this.tokens.issue(stream.of, idOf(0, this.row.form));
    const steps = stepsOf(this.row, answer, stream, cursor, this.#wire?.writing);
    this.write({ k: "ans", r, at: this.now(), status: 200, answer, retryAfterMs: null });
    response.writeHead(200, {
      "content-type": answer.contentType ?? "text/event-stream",
      "cache-control": "no-cache, no-transform",
      ...this.#wire?.headers,
    });
    response.flushHeaders();
    if (resumes) this.#sendAside(r, response, this.tokens.issue(stream.of, idOf(stream.sent - 1, this.row.form)));
    await playStream(response, {
      answer,
      steps,
      seed: this.#seed,
      label: `${this.row.name}/${r}`,
      whole: answer.upTo === undefined,
      signal: this.#signal,
      onStep: (step) => this.#step(r, stream, step),
      settled: (left) => this.reports.settled(left),
      onEnd: (how, settled) => {
        this.write({ k: "end", r, at: this.now(), how, settled });
        if (how === "client") this.#left();
      },
    });
  }

  /** Begins the row again, where its first connection was left at once: what was sent on it has reached nobody. */
  #left(): void {
    const isOver = this.requests > 1 || this.now() - this.firstAt > leavesAtOnceMs || this.#signal.aborted;
    if (isOver || !this.reports.none || this.row.protocol === "draft-graph") return;
    this.script.beginAgain();
    this.#stream.sent = 0;
    this.reports.sent = 0;
  }

  /** A fresh token at the start of a live resume (contract, Start a stream). */
  #sendAside(r: number, response: ServerResponse, token: string): void {
    const data = JSON.stringify({ token });
    this.write({ k: "aside", r, at: this.now(), data });
    this.reports.asides.add(data);
    response.write(`event: resume\ndata: ${data}\n\n`);
  }

  #step(r: number, stream: ServedStream, step: Step): void {
    const at = this.now();
    const { of } = stream;
    if (step.kind === "half") {
      const data = this.#payloadIn(step.data) ?? step.data;
      this.write({ k: "half", r, at, of, n: step.n, id: step.id, data });
      return;
    }
    if (step.kind === "text") return;
    for (const block of step.blocks) {
      const data = block.data === null ? null : this.#payloadIn(block.data);
      if (data === null && block.data !== null) {
        this.reports.asides.add(block.data); // the protocol's own, such as its mark of the end
        this.write({ k: "aside", r, at, data: block.data });
      }
      const isReplayed = this.#wire?.replays === true && step.n < stream.sent;
      if (data !== null && !isReplayed) this.reports.sent++;
      const last = step.n === stream.payloads.length - 1;
      this.write({ k: "sent", r, at, of, n: step.n, ...block, data, ...this.#wire?.labels(step.n), last });
    }
    stream.sent = Math.max(stream.sent, step.n + 1);
    if (stream.sent === stream.payloads.length) this.script.finished = true;
  }

  /** What the application gets of a block's data; null for data that are none of the stream's events. */
  #payloadIn(data: string): string | null {
    return this.#wire ? this.#wire.payloadIn(data) : data;
  }
}
