import { sha256 } from "k6/crypto";
import http from "k6/http";
import { traceIdOf, traceparentOf } from "../history/traceparent.ts";
import {
  type ConnectionOutcome,
  doneAfter,
  fruitlessAfter,
  intentOf,
  pauseMs,
  startsAnew,
  waitMs,
} from "../plan/client-policy.ts";
import { readDraftAnswer } from "../protocols/draft-graph/answers.ts";
import { resumeDraft, startDraft } from "../protocols/draft-graph/requests.ts";
import type { RequestSpec } from "../protocols/protocol.ts";
import { firstByte, keptHeaders, waitOf } from "./answer-in-k6.ts";
import type { K6Job, TimedStream } from "./job.ts";
import type { LaneLog } from "./lane-log.ts";
import type { ConnLine, DoneLine } from "./lines.ts";
import { scanBody, withoutSignatures } from "./scan-body.ts";
import { shortestReadMs } from "./time-cuts.ts";

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

/** One client's way through one stream, as in `harness/engine/client.ts`, inside k6. */
class StreamInK6 {
  readonly #f: Following;
  #token: string | null = null;
  #lastSeq = -1;
  #sentAt = 0;
  #connections = 0;
  #attempts = 0;
  #cutsMade = 0;
  /** What the stream's last `retry:` asked for. */
  #retryMs: number | null = null;
  #target: number;

  constructor(following: Following) {
    this.#f = following;
    this.#target = following.stream.s % following.job.targets.length;
  }

  async run(): Promise<DoneLine["outcome"]> {
    const { stream, startedAt } = this.#f;
    this.#sentAt = Date.now();
    const due = startedAt + stream.dueMs;
    let end = await this.#connect(
      { kind: "start", due, cutAfterMs: this.#nextCutMs() },
      startDraft({ ...stream.workload }),
    );
    let fruitless = 0;
    for (;;) {
      fruitless = fruitlessAfter(end, fruitless);
      const beforeAnything = end.why === "cut" && this.#token === null && this.#lastSeq < 1;
      const done = doneAfter(end, {
        role: beforeAnything ? "orphan" : stream.role,
        attempts: this.#attempts,
        fruitless,
        canResume: this.#token !== null,
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
    const lastEventId = sendId && this.#lastSeq >= 0 ? this.#lastSeq : null;
    const cutAfterMs = intent === "withdrawn" ? 0 : this.#nextCutMs();
    const sent: Sent = { kind: "resume", due, intent, retry, from: lastEventId ?? -1, cutAfterMs };
    return this.#connect(sent, resumeDraft({ token: this.#token as string, lastEventId }));
  }

  /** When the next cut falls, from now on, in milliseconds; 0: at once; null when there is none. */
  #nextCutMs(): number | null {
    const cut = this.#f.stream.cuts[this.#cutsMade];
    if (!cut) return null;
    if (cut.atMs === 0) return 0;
    return Math.max(shortestReadMs, this.#sentAt + cut.atMs - Date.now());
  }

  async #connect({ cutAfterMs, ...sent }: Sent, request: RequestSpec): Promise<End> {
    const { job, stream, log, replaces } = this.#f;
    const target = job.targets[this.#target % job.targets.length] as string;
    const c = this.#connections++;
    const at = Date.now();
    const limitMs = cutAfterMs === null ? this.#patienceMs() : Math.max(atOnceMs, Math.round(cutAfterMs));
    const response = await http.asyncRequest(request.method, target + request.path, request.body ?? null, {
      headers: { ...this.#trace(c), ...job.headers, ...request.headers },
      timeout: `${limitMs}ms`,
      responseType: "text",
      redirects: 0,
    });
    const body = response.body ?? "";
    const timedOut = response.error_code === timeoutCode;
    const cut = timedOut && cutAfterMs !== null;
    const headers = keptHeaders(response);
    log.write({
      k: "conn",
      s: stream.s,
      c,
      role: stream.role,
      ...(replaces === undefined ? {} : { replaces }),
      streamDue: stream.dueMs,
      ...sent,
      at,
      ended: Date.now(),
      target,
      cut,
      status: response.status,
      ...(response.error_code === 0 || response.status >= 400
        ? {}
        : { error: timedOut && !cut ? `nothing more came within ${limitMs} ms` : response.error }),
      headers,
      ...firstByte(response),
      body: withoutSignatures(body),
    });
    if (cutAfterMs === 0) {
      if (sent.intent !== "withdrawn") this.#cutsMade++;
      return { why: "cut", delivered: false, partial: false }; // what came is not looked at
    }
    return this.#learn(response.status, headers, body, cut);
  }

  /** As the own engine sends it (`harness/history/trace-id.ts`). */
  #trace(c: number): Record<string, string> {
    const { job, stream } = this.#f;
    if (!job.trace) return {};
    const hex = (text: string) => sha256(text, "hex");
    return { traceparent: traceparentOf(traceIdOf(job.trace, stream.s, hex), String(c), hex) };
  }

  #learn(status: number, headers: Readonly<Record<string, string>>, body: string, cut: boolean): End {
    if (status !== 0 && !(status === 200 && (headers["content-type"] ?? "").startsWith("text/event-stream"))) {
      return { why: "refused", delivered: false, partial: false, retryAfterMs: waitOf(headers) };
    }
    const scan = scanBody(body, this.#lastSeq);
    const delivered = scan.lastSeq > this.#lastSeq;
    this.#lastSeq = scan.lastSeq;
    this.#token = scan.token ?? this.#token;
    this.#retryMs = scan.retryMs ?? this.#retryMs;
    if (cut && !scan.final) this.#cutsMade++;
    return {
      why: scan.final ? "complete" : cut ? "cut" : "error",
      delivered,
      partial: readDraftAnswer(headers).partial === true,
    };
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
