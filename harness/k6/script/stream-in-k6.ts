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
import type { TimedStream } from "../job.ts";
import type { DoneLine } from "../log/lines.ts";
import { shortestReadMs } from "../time-cuts.ts";
import { headersOf, waitOf } from "./answer-in-k6.ts";
import type { ClientInK6 } from "./client-in-k6.ts";
import { DescribedClient } from "./described-client.ts";
import { DraftClient } from "./draft-client.ts";
import { answerMs, type Following, RequestsInK6, type Sent } from "./requests-in-k6.ts";

/** A request with this time limit is given up before its answer's first byte, as nearly as k6 can. In milliseconds. */
const atOnceMs = 5;
/** A server that may close at any time is asked no more this much before the end of the job, in milliseconds. */
const lastPollMs = 2_000;
/** k6's error code of a request that its time limit ended. */
const timeoutCode = 1050;

/** Starts the stream, is cut as planned, comes back, until the last event or a final refusal. Bounded by attempts. */
export async function followStream(following: Following): Promise<void> {
  const outcome = await new StreamInK6(following).run();
  const { job, stream } = following;
  if (!startsAnew(outcome, stream.role, job.client)) return;
  const dueMs = Date.now() - following.startedAt;
  const again: TimedStream = { ...stream, s: job.firstNew + stream.s, role: "restart", dueMs, cuts: [] };
  await new StreamInK6({ ...following, stream: again, replaces: stream.s }).run();
}

/** A connection to be opened. `cutAfterMs`: 0 cuts it at once, null never. */
interface Wanted extends Omit<Sent, "at" | "cut"> {
  readonly cutAfterMs: number | null;
}

interface End extends ConnectionOutcome {
  readonly retryAfterMs?: number | undefined;
}

/** One client's way through one stream, by the same policy as our own engine's (`harness/engine/client/stream-client.ts`), inside k6. */
class StreamInK6 {
  readonly #following: Following;
  readonly #client: ClientInK6;
  readonly #requests: RequestsInK6;
  #sentAt = 0;
  #attempts = 0;
  #cutsMade = 0;
  /** What the stream's last `retry:` asked for. */
  #retryMs: number | null = null;

  constructor(following: Following) {
    this.#following = following;
    const { job, stream } = following;
    this.#client = job.described
      ? new DescribedClient(job.described, `k${stream.s}`)
      : new DraftClient(stream.workload);
    this.#requests = new RequestsInK6(following, this.#client);
  }

  async run(): Promise<DoneLine["outcome"]> {
    const { stream, startedAt } = this.#following;
    const due = startedAt + stream.dueMs;
    const begunAt = Date.now();
    if (!(await this.#requests.create(due))) return this.#done("gave-up");
    const createdMs = Date.now() - begunAt; // the target's time, not a delay of the load generator's
    this.#sentAt = Date.now();
    let end = await this.#connect(
      { kind: "start", due: due + createdMs, cutAfterMs: this.#nextCutMs() },
      this.#client.start(),
    );
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
      if (end.resumable && this.#isLastPoll(end)) return this.#done("gave-up");
      const next = await this.#comeBack(end);
      if (!next) return this.#done("gave-up");
      end = next;
    }
  }

  async #comeBack(after: End): Promise<End | null> {
    const { job, stream, log } = this.#following;
    const cut = after.why === "cut" ? (stream.cuts[this.#cutsMade - 1] ?? null) : null;
    if (after.resumable) this.#attempts--; // the protocol itself wants the next one
    let due = Date.now() + pauseMs(cut, this.#retryMs, after);
    await log.sleepUntil(due);
    if (cut?.otherInstance) this.#requests.toNextTarget();
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

  /** How long until the next cut, in milliseconds. 0: at once; null: there is none. */
  #nextCutMs(): number | null {
    const cut = this.#following.stream.cuts[this.#cutsMade];
    if (!cut) return null;
    if (cut.atMs === 0) return 0;
    return Math.max(shortestReadMs, this.#sentAt + cut.atMs - Date.now());
  }

  async #connect({ cutAfterMs, ...sent }: Wanted, request: RequestSpec): Promise<End> {
    const at = Date.now();
    const limitMs = cutAfterMs === null ? this.#patienceMs() : Math.max(atOnceMs, Math.round(cutAfterMs));
    const response = await this.#requests.send(request, limitMs);
    const timedOut = response.error_code === timeoutCode;
    const cut = timedOut && cutAfterMs !== null;
    const failed = response.error_code !== 0 && response.status < 400;
    const silent = `nothing more came within ${limitMs} ms`; // the log's reader knows it by these words
    const error = failed ? (timedOut && !cut ? silent : response.error) : undefined;
    const log = () => this.#requests.log({ ...sent, at, cut }, response, error);
    if (cutAfterMs === 0) {
      log();
      if (sent.intent !== "withdrawn") this.#cutsMade++;
      return { why: "cut", delivered: false, partial: false }; // its client ignores what came
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

  /** k6 would end this VU before the next request's answer, and the records of all its streams would be incomplete. */
  #isLastPoll(end: End): boolean {
    const { job, startedAt } = this.#following;
    return Date.now() + pauseMs(null, this.#retryMs, end) - startedAt > job.limitMs - lastPollMs;
  }

  /** How long an uncut request may take, in milliseconds: the whole stream at half its pace, and the time for an answer. */
  #patienceMs(): number {
    const { events, interval_ms } = this.#following.stream.workload;
    return events * interval_ms * 2 + answerMs;
  }

  #done(outcome: DoneLine["outcome"]): DoneLine["outcome"] {
    this.#following.log.write({ k: "done", s: this.#following.stream.s, at: Date.now(), outcome });
    return outcome;
  }
}
