import type { Answer, ClientRow, RefusalAnswer } from "../../../rows/client/row.ts";

/** What a request wants, as far as the script's next answer depends on it. */
export interface Wanted {
  /** It went to the route that resumes, where the protocol has one. */
  readonly resumes: boolean;
  /** It went to the route that makes a stream, where the protocol has one. */
  readonly opens?: true;
  readonly cursor: string | null;
}

/** Which answer each request of one client gets. */
export class Script {
  readonly #row: ClientRow;
  readonly #answered = { usual: 0, resumes: 0 };
  /** The last answer was final: not again, or not with this cursor. */
  #refused: RefusalAnswer | null = null;
  /** The last answer was a refusal behind which a client may begin anew. A connection without an answer is none. */
  #mayBeginAnew = false;
  /** The answer that lasts for a while, and since when. */
  #since: { readonly answer: Answer; readonly at: number } | null = null;
  #last: Answer | null = null;
  /** The stream's last event was sent as a whole. */
  finished = false;
  /** Requests for what had been refused for good. */
  repeats = 0;

  constructor(row: ClientRow) {
    this.#row = row;
  }

  /** @returns the next answer, given at `now` on the row's clock; null once the stream is through */
  next(wanted: Wanted, now: number): Answer | null {
    this.#last = this.#refusedAgain(wanted) ?? this.#nextInTurn(wanted.resumes, now);
    return this.#last;
  }

  /** Whether a request begins a new stream, now that this is its answer. Forgets what was refused before. */
  startsAnew({ resumes, opens, cursor }: Wanted): boolean {
    const mayBeginAnew = this.#mayBeginAnew;
    this.#refused = null;
    this.#mayBeginAnew = false;
    if (resumes || cursor !== null) return false;
    return mayBeginAnew || ((opens || this.#row.protocol === "draft-graph") && this.#answered.usual > 1);
  }

  refused(answer: RefusalAnswer): void {
    this.#refused = answer.after === "start-anew" || answer.after === "stop" ? answer : null;
    this.#mayBeginAnew = answer.after !== "come-back" && answer.status !== 0;
  }

  /** The client left before it had read anything: its next request gets the row's first answer. */
  beginAgain(): void {
    this.#answered.usual = 0;
    this.finished = false;
  }

  /** Whether the client may leave it at the last answer. Before its first request it may not. */
  mayStop(mustStartAnew: boolean): boolean {
    return mayStopAfter(this.#last, { finished: this.finished, mustStartAnew });
  }

  /** What was refused for good is refused again, as long as the client asks for it. */
  #refusedAgain({ resumes, cursor }: Wanted): RefusalAnswer | null {
    if (this.#refused === null) return null;
    const isAgain = this.#refused.after === "stop" || resumes || cursor !== null;
    if (isAgain) this.repeats++;
    return isAgain ? this.#refused : null;
  }

  #nextInTurn(resumes: boolean, now: number): Answer | null {
    if (this.finished) return null;
    const key = resumes && this.#row.resumes ? "resumes" : "usual";
    const answers = (key === "resumes" ? this.#row.resumes : this.#row.answers) ?? [];
    const answer = answers[Math.min(this.#answered[key], answers.length - 1)] ?? null;
    if (answer === null || !this.#lasts(answer, now)) this.#answered[key]++;
    return answer;
  }

  /** An answer that lasts for a while is repeated, from its first time on. */
  #lasts(answer: Answer, now: number): boolean {
    if (answer.kind !== "refusal" || answer.forMs === undefined) return false;
    if (this.#since?.answer !== answer) this.#since = { answer, at: now };
    return now - this.#since.at < answer.forMs;
  }
}

interface Course {
  readonly finished: boolean;
  readonly mustStartAnew: boolean;
}

/** Whether a client may leave it at its last answer; null: it got none yet. */
export function mayStopAfter(last: Answer | null, { finished, mustStartAnew }: Course): boolean {
  if (finished) return true;
  if (last?.kind !== "refusal") return false;
  return last.after === "start-anew" ? !mustStartAnew : last.after !== "come-back";
}
