import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Answer, ClientRow, ReferenceFace, StreamAnswer } from "../../../rows/client/row.ts";
import { retryAfterMs } from "../../engine/retry-after.ts";
import { type Stage as ServerStage, setStage } from "../../stage/stage.ts";
import type { Delivery } from "../delivery.ts";
import type { EndRecord, LabRecord } from "../records.ts";
import { ReportsOfClient } from "../reports-of-client.ts";
import { bodyOf, readRequest } from "../requests.ts";
import type { RowStage } from "../row-stage.ts";
import { mayStopAfter } from "../script.ts";
import { TokenBook } from "../token-book.ts";
import { BlockReader } from "./block-reader.ts";
import { blockRecords } from "./block-records.ts";
import { Cause, faultsOf } from "./cause.ts";
import { contractRefusal } from "./contract-refusal.ts";
import type { Reference } from "./find-reference.ts";
import { endToEnd, passOn } from "./pass-on.ts";

/** A connection that was closed on our side is gone by force after this time, in milliseconds. */
const lingerMs = 2_000;

export interface ReferenceOptions {
  readonly row: ClientRow;
  readonly face: ReferenceFace;
  readonly reference: Exclude<Reference, string>;
  readonly credentials: Readonly<Record<string, string>>;
  /** Where the servers' output goes: the beginning of a file's name. */
  readonly logPrefix: string;
  readonly signal: AbortSignal;
}

/**
 * A row that a real reference server answers. The lab stands before it: passes requests and answers on as they are, writes them
 * down, lets the connection fall silent behind the row's first events, makes the cause happen, and cuts.
 */
export class ReferenceStage implements RowStage {
  readonly row: ClientRow;
  readonly records: LabRecord[] = [];
  readonly script = {
    finished: false,
    repeats: 0,
    mayStop: (mustStartAnew: boolean) => mayStopAfter(this.#last, { ...this.script, mustStartAnew }),
  };
  readonly #options: ReferenceOptions;
  readonly #start = performance.now();
  readonly #tokens = new TokenBook();
  readonly #reports = new ReportsOfClient();
  readonly #playing = new Set<Promise<void>>();
  readonly #upTo: number;
  #server: Promise<ServerStage> | null = null;
  #cause: Cause | null = null;
  /** Begins behind the last event before the cut; what comes meanwhile waits for its end. */
  #absence: Promise<void> | null = null;
  #payloads = 0;
  #last: Answer | null = null;
  #refusedForGood = false;
  #wasRefused = false;
  lastAt = 0;
  firstAt = 0;
  requests = 0;

  constructor(options: ReferenceOptions) {
    this.row = options.row;
    this.#options = options;
    this.#upTo = (options.row.answers[0] as StreamAnswer).upTo ?? 1;
  }

  now(): number {
    return Math.round((performance.now() - this.#start) * 10) / 10;
  }

  get allReported(): boolean {
    return this.#reports.all;
  }

  get isServing(): boolean {
    return this.#playing.size > 0;
  }

  write(record: LabRecord): void {
    this.records.push(record);
    this.lastAt = this.now();
  }

  delivered(delivery: Delivery): void {
    this.#reports.delivered(delivery);
    this.write({ k: "got", at: this.now(), ...delivery });
  }

  async prepare(): Promise<void> {
    await this.#started();
  }

  async idle(): Promise<void> {
    await Promise.allSettled(this.#playing);
  }

  async dispose(): Promise<void> {
    await this.#cause?.end();
    await this.#server?.then(
      (server) => server.dispose(),
      () => {}, // it has disposed of itself
    );
  }

  async answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const body = await bodyOf(request);
    const r = this.requests++;
    const at = this.now();
    if (r === 0) this.firstAt = at;
    const { row } = this;
    const { credentials } = this.#options;
    const known = { path, row, credentials, tokens: this.#tokens, body: body.toString("utf8"), description: undefined };
    const seen = readRequest(request, known);
    const hash = body.length === 0 ? null : createHash("sha256").update(body).digest("hex").slice(0, 16);
    this.write({ k: "req", r, at, ...seen, body: hash });
    if (this.#refusedForGood && seen.resumes) this.script.repeats++;
    const passed = this.#pass(r, { request, body, path }, response);
    this.#playing.add(passed);
    await passed.finally(() => this.#playing.delete(passed));
  }

  #started(): Promise<ServerStage> {
    const { face, reference, logPrefix, signal } = this.#options;
    const { server, second } = face;
    this.#server ??= setStage({
      root: reference.root,
      provider: reference.provider,
      face: {
        server,
        ...(second ? { instances: 2, perInstance: [server, second] } : {}),
        faults: faultsOf(face),
        client: { retries: 0, startAnew: false },
      },
      logPrefix,
      onLog: () => {},
      onTrouble: (text) => this.write({ k: "cause", at: this.now(), what: "failed", text }),
      signal,
    });
    return this.#server;
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
    const { entries } = await this.#started();
    await this.#absence;
    const entry = (this.#absence ? entries.at(-1) : entries[0]) as URL;
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
    if (this.#absence && !this.#wasRefused) await this.#cause?.refused();
    this.#wasRefused ||= this.#absence !== null;
    this.#answered(r, contractRefusal(statusCode, text), wait === undefined ? null : retryAfterMs(wait, Date.now()));
    response.writeHead(statusCode, endToEnd(headers)).end(text);
  }

  async #relay(r: number, answer: IncomingMessage, response: ServerResponse, signal: AbortSignal): Promise<void> {
    const isPartial = answer.headers["x-resume-recovery"] === "partial";
    this.#answered(r, { kind: "stream" }, null, isPartial);
    response.writeHead(200, endToEnd(answer.headers)).flushHeaders();
    let settled: EndRecord["settled"] = "no";
    let how: EndRecord["how"] = "end";
    try {
      const reader = new BlockReader();
      reading: for await (const bytes of answer as AsyncIterable<Buffer>) {
        for (const block of reader.push(bytes)) {
          this.#send(r, block, response);
          if (!this.#isTimeToCut) continue;
          how = "cut";
          break reading; // that ends the connection to the server too
        }
      }
    } catch {
      how = "cut";
    }
    settled = await this.#reports.settled(signal);
    if (how === "cut") await this.#away(signal);
    if (signal.aborted) how = "client";
    this.write({ k: "end", r, at: this.now(), how, settled: how === "client" ? "no" : settled });
    if (how === "end") response.end();
    else if (how === "client") response.destroy();
    else {
      response.socket?.end(); // the bytes that were written reach the client before the end does
      setTimeout(() => response.socket?.destroy(), lingerMs).unref();
    }
  }

  /** The client has the row's first events, and a token with which it can come back. */
  get #isTimeToCut(): boolean {
    return this.#absence === null && this.#payloads >= this.#upTo && this.#tokens.newest >= 0;
  }

  /** Lets the cause happen. It goes on when the client leaves meanwhile. */
  async #away(signal: AbortSignal): Promise<void> {
    if (this.#absence !== null) return;
    const { face, reference, signal: rowOver } = this.#options;
    const stage = await this.#started();
    this.#cause = new Cause({
      face,
      stage,
      root: reference.root,
      signal: rowOver,
      tell: (what, text) => this.write({ k: "cause", at: this.now(), what, text }),
    });
    this.#absence = this.#cause.happen();
    const { promise: left, resolve } = Promise.withResolvers<void>();
    signal.addEventListener("abort", () => resolve(), { once: true });
    await Promise.race([this.#absence, left]);
  }

  #send(r: number, bytes: Buffer, response: ServerResponse): void {
    const about = { r, at: this.now(), of: this.row.name, tokens: this.#tokens };
    const { records, payloads } = blockRecords(bytes.toString("utf8"), about);
    this.#payloads += payloads;
    for (const record of records) {
      if (record.data === null) continue;
      if (record.k === "aside" || record.common) this.#reports.asides.add(record.data);
      else this.#reports.sent++;
      if (record.k === "sent" && record.last) this.script.finished = true;
      this.write(record);
    }
    response.write(bytes);
  }
}
