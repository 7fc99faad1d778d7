import { sha256 } from "k6/crypto";
import http, { type RefinedResponse } from "k6/http";
import { traceIdOf, traceparentOf } from "../../history/traceparent.ts";
import {
  type ConnectionOutcome,
  doneAfter,
  fruitlessAfter,
  intentOf,
  pauseMs,
  startsAnew,
  waitMs,
} from "../../plan/client-policy.ts";
import type { RequestSpec } from "../../protocols/stream-reader.ts";
import type { K6Job, TimedStream } from "../job.ts";
import type { ConnLine, DoneLine } from "../log/lines.ts";
import { shortestReadMs } from "../time-cuts.ts";
import { firstByte, headersOf, keptHeaders, waitOf } from "./answer-in-k6.ts";
import type { ClientInK6 } from "./client-in-k6.ts";
import { DescribedClient } from "./described-client.ts";
import { DraftClient } from "./draft-client.ts";
import type { LaneLog } from "./lane-log.ts";
import { withoutSignatures } from "./scan-body.ts";

/** How long a server may take for an answer, and to close after the last event, in milliseconds. */
const answerMs = 10_000;
/** A request with this time limit is given up before its answer's first byte, as far as k6 can do that. */
const atOnceMs = 5;
/** k6's own number for a request that its time limit ended. */
const timeoutCode = 1050;

export interface Following {
  readonly job: Omit<K6Job, "streams">;
  readonly stream: TimedStream;
  /** Milliseconds since the epoch; `dueMs` counts from there. */
  readonly startedAt: number;
  readonly log: LaneLog;
  /** The stream that this one replaces. */
  readonly replaces?: number;
}

/** Starts the stream, is cut as planned, comes back, until the last event or a refusal for good. Bounded by attempts. */
export async function followStream(following: Following): Promise<void> {
  const outcome = await new StreamInK6(following).run();
  const { job, stream } = following;
  if (!startsAnew(outcome, stream.role, job.client)) return;
  const dueMs = Date.now() - following.startedAt;
  const again: TimedStream = { ...stream, s: job.firstNew + stream.s, role: "restart", dueMs, cuts: [] };
  await new StreamInK6({ ...following, stream: again, replaces: stream.s }).run();
}

interface Sent extends Pick<ConnLine, "kind" | "due" | "intent" | "retry" | "from"> {
  readonly cutAfterMs: number | null;
}

interface End extends ConnectionOutcome {
  readonly retryAfterMs?: number | undefined;
}

/** One client's way through one stream, as in `harness/engine/run-client.ts`, inside k6. */
class StreamInK6 {
  readonly #f: Following;
  readonly #client: ClientInK6;
  #sentAt = 0;
  #connections = 0;
  #attempts = 0;
  #cutsMade = 0;
  /** What the stream's last `retry:` asked for. */
  #retryMs: number | null = null;
  #target: number;

  constructor(following: Following) {
    this.#f = following;
    const { job, stream } = following;
    this.#client = job.described
      ? new DescribedClient(job.described, `k${stream.s}`)
      : new DraftClient(stream.workload);
    this.#target = following.stream.s % following.job.targets.length;
  }

  async run(): Promise<DoneLine["outcome"]> {
    const { stream, startedAt } = this.#f;
    const due = startedAt + stream.dueMs;
    if (!(await this.#create(due))) return this.#done("gave-up");
    this.#sentAt = Date.now();
    let end = await this.#connect({ kind: "start", due, cutAfterMs: this.#nextCutMs() }, this.#client.start());
    let fruitless = 0;
    for (;;) {
      fruitless = fruitlessAfter(end, fruitless);
      const beforeAnything = end.why === "cut" && this.#client.isEmpty;
      const done = doneAfter(end, {
        role: beforeAnything ? "orphan" : stream.role,
        attempts: this.#attempts,
        fruitless,
        canResume: this.#client.canResume,
        stopped: false,
      });
      if (done) return this.#done(done);
      const next = await this.#comeBack(end);
      if (!next) return this.#done("gave-up");
      end = next;
    }
  }

  async #comeBack(after: End): Promise<End | null> {
    const { job, stream, log } = this.#f;
    const cut = after.why === "cut" ? (stream.cuts[this.#cutsMade - 1] ?? null) : null;
    let due = Date.now() + pauseMs(cut, this.#retryMs);
    await log.sleepUntil(due);
    if (cut?.otherInstance) this.#target = (this.#target + 1) % job.targets.length;
    const sendId = cut?.withoutLastEventId !== true;
    if (cut?.withdrawFirst) await this.#resume({ due, intent: "withdrawn", retry: 0, sendId });
    const intent = intentOf(stream.role, this.#cutsMade);
    for (let retry = 0; ; retry++) {
      const end = await this.#resume({ due, intent, retry, sendId });
      if (end.why !== "refused") return end;
      const { retryAfterMs } = end;
      const wait = waitMs({ s: stream.s, retryAfterMs, retry, attempts: this.#attempts }, job.client);
      if (wait === null) return null;
      due = Date.now() + wait;
      await log.sleepUntil(due);
    }
  }

  #resume(attempt: {
    due: number;
    intent: "return" | "late" | "withdrawn";
    retry: number;
    sendId: boolean;
  }): Promise<End> {
    const { due, intent, retry, sendId } = attempt;
    this.#attempts++;
    const cutAfterMs = intent === "withdrawn" ? 0 : this.#nextCutMs();
    const { request, from } = this.#client.resume(sendId);
    return this.#connect({ kind: "resume", due, intent, retry, from, cutAfterMs }, request);
  }

  /** When the next cut falls, from now on, in milliseconds; 0: at once; null when there is none. */
  #nextCutMs(): number | null {
    const cut = this.#f.stream.cuts[this.#cutsMade];
    if (!cut) return null;
    if (cut.atMs === 0) return 0;
    return Math.max(shortestReadMs, this.#sentAt + cut.atMs - Date.now());
  }

  /** Sends what makes the stream. @returns whether it exists; where it does not, the failed start is logged */
  async #create(due: number): Promise<boolean> {
    for (const [number, step] of this.#client.steps.entries()) {
      const at = Date.now();
      const response = await this.#send(step.request(), `0.${number}`, answerMs);
      const accepted = response.error_code === 0 && response.status >= 200 && response.status < 300;
      const wrong = accepted
        ? step.take(response.body ?? "", headersOf(response))
        : (response.error ?? "it was refused");
      if (wrong === null) continue;
      this.#log({ kind: "start", due, at, cut: false }, response, wrong);
      return false;
    }
    return true;
  }

  #send(request: RequestSpec, name: string, limitMs: number) {
    const { job } = this.#f;
    return http.asyncRequest(request.method, this.#base + request.path, request.body ?? null, {
      headers: { ...this.#trace(name), ...job.headers, ...request.headers },
      timeout: `${limitMs}ms`,
      responseType: "text",
      redirects: 0,
    });
  }

  get #base(): string {
    const { targets } = this.#f.job;
    return targets[this.#target % targets.length] as string;
  }

  async #connect({ cutAfterMs, ...sent }: Sent, request: RequestSpec): Promise<End> {
    const at = Date.now();
    const limitMs = cutAfterMs === null ? this.#patienceMs() : Math.max(atOnceMs, Math.round(cutAfterMs));
    const response = await this.#send(request, String(this.#connections), limitMs);
    const timedOut = response.error_code === timeoutCode;
    const cut = timedOut && cutAfterMs !== null;
    const failed = response.error_code !== 0 && response.status < 400;
    const silent = `nothing more came within ${limitMs} ms`;
    const log = () =>
      this.#log({ ...sent, at, cut }, response, failed ? (timedOut && !cut ? silent : response.error) : undefined);
    if (cutAfterMs === 0) {
      log();
      if (sent.intent !== "withdrawn") this.#cutsMade++;
      return { why: "cut", delivered: false, partial: false }; // what came is not looked at
    }
    const { status } = response;
    const body = response.body ?? "";
    const headers = headersOf(response);
    const resumes = sent.kind === "resume";
    const end = this.#client.learn({ status, headers, body, cut, whole: response.error_code === 0, resumes });
    log();
    this.#retryMs = end.retryMs ?? this.#retryMs;
    if (end.why === "cut") this.#cutsMade++;
    return end.why === "refused" && !end.gone ? { ...end, retryAfterMs: waitOf(headers) } : end;
  }

  #log(
    sent: Omit<Sent, "cutAfterMs"> & Pick<ConnLine, "at" | "cut">,
    response: RefinedResponse<"text">,
    error: string | undefined,
  ): void {
    const { stream, log, replaces } = this.#f;
    const { taken, isEmpty } = this.#client;
    log.write({
      k: "conn",
      s: stream.s,
      c: this.#connections++,
      role: stream.role,
      ...(replaces === undefined ? {} : { replaces }),
      streamDue: stream.dueMs,
      ...sent,
      ended: Date.now(),
      target: this.#base,
      status: response.status,
      ...(error === undefined ? {} : { error }),
      headers: keptHeaders(response, this.#f.job.described?.description),
      ...firstByte(response),
      ...(taken && sent.kind === "start" ? { taken } : {}),
      ...(isEmpty ? { empty: true as const } : {}),
      body: withoutSignatures(response.body ?? ""),
    });
  }

  /** As the own engine sends it (`harness/history/trace-id.ts`). */
  #trace(connection: string): Record<string, string> {
    const { job, stream } = this.#f;
    if (!job.trace) return {};
    const hex = (text: string) => sha256(text, "hex");
    return { traceparent: traceparentOf(traceIdOf(job.trace, stream.s, hex), connection, hex) };
  }

  /** The longest that a request which nobody cuts may take: the whole stream at half its pace, and an answer's time. */
  #patienceMs(): number {
    const { events, interval_ms } = this.#f.stream.workload;
    return events * interval_ms * 2 + answerMs;
  }

  #done(outcome: DoneLine["outcome"]): DoneLine["outcome"] {
    this.#f.log.write({ k: "done", s: this.#f.stream.s, at: Date.now(), outcome });
    return outcome;
  }
}
