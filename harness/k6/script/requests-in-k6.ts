import { sha256 } from "k6/crypto";
import http, { type RefinedResponse } from "k6/http";
import { traceIdOf, traceparentOf } from "../../history/trace/traceparent.ts";
import type { RequestSpec } from "../../protocols/stream-reader.ts";
import type { K6Job, TimedStream } from "../job.ts";
import type { ConnLine } from "../log/lines.ts";
import { firstByte, headersOf, keptHeaders } from "./answer-in-k6.ts";
import type { ClientInK6 } from "./client-in-k6.ts";
import type { LaneLog } from "./lane-log.ts";

/** How long a server may take for an answer, and to close after the last event, in milliseconds. */
export const answerMs = 10_000;

/** A stream that the plan wants, and what its client shares with the others. */
export interface Following {
  readonly job: Omit<K6Job, "streams">;
  readonly stream: TimedStream;
  /** Milliseconds since the epoch; `dueMs` counts from there. */
  readonly startedAt: number;
  readonly log: LaneLog;
  /** The stream that this one replaces. */
  readonly replaces?: number;
}

/** What the log says of a request beside its answer. */
export type Sent = Pick<ConnLine, "kind" | "due" | "intent" | "retry" | "from" | "at" | "cut">;

/** Sends the requests of one stream, each to the target that its client talks to, and logs how they went. */
export class RequestsInK6 {
  readonly #following: Following;
  readonly #client: ClientInK6;
  #target: number;
  /** The number of the next connection. */
  #next = 0;

  constructor(following: Following, client: ClientInK6) {
    this.#following = following;
    this.#client = client;
    this.#target = following.stream.s % following.job.targets.length;
  }

  toNextTarget(): void {
    this.#target = (this.#target + 1) % this.#following.job.targets.length;
  }

  /** Sends what makes the stream. @returns whether it exists; where it does not, the failed start is logged */
  async create(due: number): Promise<boolean> {
    for (const [number, step] of this.#client.steps.entries()) {
      const at = Date.now();
      const response = await this.#send(step.request(), `0.${number}`, answerMs);
      const accepted = response.error_code === 0 && response.status >= 200 && response.status < 300;
      const wrong = accepted
        ? step.take(response.body ?? "", headersOf(response))
        : (response.error ?? "it was refused");
      if (wrong === null) continue;
      this.log({ kind: "start", due, at, cut: false }, response, wrong);
      return false;
    }
    return true;
  }

  /** Sends the request of the next connection, whose answer is a stream. It ends after `limitMs`, if not before. */
  send(request: RequestSpec, limitMs: number): Promise<RefinedResponse<"text">> {
    return this.#send(request, String(this.#next), limitMs);
  }

  /** Logs the next connection, which is over. `error`: what went wrong, where the plan did not ask for it. */
  log(sent: Sent, response: RefinedResponse<"text">, error: string | undefined): void {
    const { stream, log, replaces, job } = this.#following;
    const { taken, isEmpty } = this.#client;
    log.write({
      k: "conn",
      s: stream.s,
      c: this.#next++,
      role: stream.role,
      ...(replaces === undefined ? {} : { replaces }),
      streamDue: stream.dueMs,
      ...sent,
      ended: Date.now(),
      target: this.#base,
      status: response.status,
      ...(error === undefined ? {} : { error }),
      headers: keptHeaders(response, job.described?.description),
      ...firstByte(response),
      ...(taken && sent.kind === "start" ? { taken } : {}),
      ...(isEmpty ? { empty: true as const } : {}),
      body: this.#client.logged(response.body ?? ""),
    });
  }

  #send(request: RequestSpec, name: string, limitMs: number) {
    const { job } = this.#following;
    return http.asyncRequest(request.method, this.#base + request.path, request.body ?? null, {
      headers: { ...this.#trace(name), ...job.headers, ...request.headers },
      timeout: `${limitMs}ms`,
      responseType: "text",
      redirects: 0,
      jar: new http.CookieJar(), // of its own: a VU's usual jar would give one stream the session of another
    });
  }

  get #base(): string {
    const { targets } = this.#following.job;
    return targets[this.#target % targets.length] as string;
  }

  /** The headers of a request's trace, as our own engine sends them (`harness/history/traceparent.ts`). */
  #trace(request: string): Record<string, string> {
    const { job, stream } = this.#following;
    if (!job.trace) return {};
    const hex = (text: string) => sha256(text, "hex");
    return { traceparent: traceparentOf(traceIdOf(job.trace, stream.s, hex), request, hex) };
  }
}
