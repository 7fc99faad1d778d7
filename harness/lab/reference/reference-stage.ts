import type { IncomingMessage, ServerResponse } from "node:http";
import type { Answer, ClientRow, StreamAnswer } from "../../../rows/client/row.ts";
import { retryAfterMs } from "../../engine/retry-after.ts";
import type { Delivery } from "../history/delivery.ts";
import type { EndRecord } from "../history/records.ts";
import { OneClientStage } from "../stage/one-client-stage.ts";
import { cutConnection } from "../stage/play-stream.ts";
import { bodyOf, readRequest } from "../stage/requests.ts";
import type { RowStage } from "../stage/row-stage.ts";
import { mayStopAfter } from "../stage/script.ts";
import { TokenBook } from "../stage/token-book.ts";
import { BlockReader } from "./block-reader.ts";
import { blockRecords } from "./block-records.ts";
import { contractRefusal } from "./contract-refusal.ts";
import { endToEnd, passOn } from "./pass-on.ts";
import { ServerBehind, type ServerOptions } from "./server-behind.ts";

export interface ReferenceOptions extends Omit<ServerOptions, "tell"> {
  readonly row: ClientRow;
  readonly credentials: Readonly<Record<string, string>>;
}

/**
 * A row that a real reference server answers. The lab stands before it: passes requests and answers on as they are, writes them
 * down, lets the connection fall silent behind the row's first events, makes the cause happen, and cuts.
 */
export class ReferenceStage extends OneClientStage implements RowStage {
  readonly row: ClientRow;
  readonly script = {
    finished: false,
    repeats: 0,
    mayStop: (mustStartAnew: boolean) => mayStopAfter(this.#last, { ...this.script, mustStartAnew }),
  };
  readonly #options: ReferenceOptions;
  readonly #server: ServerBehind;
  readonly #tokens = new TokenBook();
  readonly #upTo: number;
  #payloads = 0;
  #last: Answer | null = null;
  #refusedForGood = false;

  constructor(options: ReferenceOptions) {
    super();
    this.row = options.row;
    this.#options = options;
    this.#upTo = (options.row.answers[0] as StreamAnswer).upTo ?? 1;
    this.#server = new ServerBehind({
      ...options,
      tell: (what, text) => this.write({ k: "cause", at: this.now(), what, text }),
    });
  }

  delivered(delivery: Delivery): void {
    this.reports.delivered(delivery);
    this.write({ k: "got", at: this.now(), ...delivery });
  }

  async prepare(): Promise<void> {
    await this.#server.started();
  }

  async dispose(): Promise<void> {
    await this.#server.dispose();
  }

  async answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const body = await bodyOf(request);
    const { row } = this;
    const { credentials } = this.#options;
    const { r, resumes } = this.asked(readRequest(request, { path, row, credentials, tokens: this.#tokens }), body);
    if (this.#refusedForGood && resumes) this.script.repeats++;
    await this.serve(this.#pass(r, { request, body, path }, response));
  }

  async #pass(
    r: number,
    { request, body, path }: { request: IncomingMessage; body: Buffer; path: string },
    response: ServerResponse,
  ): Promise<void> {
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    response.on("error", () => gone.abort());
    const signal = AbortSignal.any([gone.signal, this.#options.signal]);
    const entry = await this.#server.entry();
    let answer: IncomingMessage;
    try {
      answer = await passOn(request, { to: new URL(path, entry), body, signal });
    } catch {
      if (!signal.aborted) this.#answered(r, { kind: "refusal", status: 0, after: "open" }, null);
      response.destroy();
      return;
    }
    const isStream = answer.statusCode === 200;
    await (isStream ? this.#relay(r, answer, response, signal) : this.#refuse(r, answer, response));
  }

  #answered(r: number, answer: Answer, waitMs: number | null, isPartial = false): void {
    const status = answer.kind === "stream" ? 200 : answer.status;
    const partial = isPartial ? { partial: true as const } : {};
    this.write({ k: "ans", r, at: this.now(), status, answer, retryAfterMs: waitMs, ...partial });
    this.#last = answer;
    this.#refusedForGood = answer.kind === "refusal" && answer.after === "start-anew";
  }

  async #refuse(r: number, answer: IncomingMessage, response: ServerResponse): Promise<void> {
    const { statusCode = 0, headers } = answer;
    const text = (await bodyOf(answer)).toString("utf8");
    const wait = headers["retry-after"];
    await this.#server.refused();
    this.#answered(r, contractRefusal(statusCode, text), wait === undefined ? null : retryAfterMs(wait, Date.now()));
    response.writeHead(statusCode, endToEnd(headers)).end(text);
  }

  async #relay(r: number, answer: IncomingMessage, response: ServerResponse, signal: AbortSignal): Promise<void> {
    const isPartial = answer.headers["x-resume-recovery"] === "partial";
    this.#answered(r, { kind: "stream" }, null, isPartial);
    response.writeHead(200, endToEnd(answer.headers)).flushHeaders();
    let how: EndRecord["how"] = await this.#sendBlocks(r, answer, response);
    const settled = await this.reports.settled(signal);
    if (how === "cut") await this.#server.away(signal);
    if (signal.aborted) how = "client";
    this.write({ k: "end", r, at: this.now(), how, settled: how === "client" ? "no" : settled });
    if (how === "end") response.end();
    else if (how === "client") response.destroy();
    else cutConnection(response);
  }

  /** Passes the stream on, block by block. @returns `cut` when it is time to, or when the server's connection broke */
  async #sendBlocks(r: number, answer: IncomingMessage, response: ServerResponse): Promise<"cut" | "end"> {
    const reader = new BlockReader();
    try {
      for await (const bytes of answer as AsyncIterable<Buffer>) {
        for (const block of reader.push(bytes)) {
          this.#send(r, block, response);
          if (this.#isTimeToCut) return "cut"; // that ends the connection to the server too
        }
      }
    } catch {
      return "cut";
    }
    return "end";
  }

  /** The client has the row's first events, and a token with which it can come back. */
  get #isTimeToCut(): boolean {
    return !this.#server.wasAway && this.#payloads >= this.#upTo && this.#tokens.newest >= 0;
  }

  #send(r: number, bytes: Buffer, response: ServerResponse): void {
    const about = { r, at: this.now(), of: this.row.name, tokens: this.#tokens };
    const { records, payloads } = blockRecords(bytes.toString("utf8"), about);
    this.#payloads += payloads;
    for (const record of records) {
      if (record.data === null) continue;
      if (record.k === "aside" || record.common) this.reports.asides.add(record.data);
      else this.reports.sent++;
      if (record.k === "sent" && record.last) this.script.finished = true;
      this.write(record);
    }
    response.write(bytes);
  }
}
