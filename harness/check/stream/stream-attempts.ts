import type { CloseRecord, ConnRecord, DoneRecord } from "../../history/records.ts";
import { isEligible, type Outcome, outcomeOf, showsSymptom } from "./attempt.ts";
import { answerName, type Connection } from "./connection.ts";
import type { StreamSinks } from "./stream-sinks.ts";

/** The resume attempts of one stream: which of them are judged, when, and what they count for. */
export class StreamAttempts {
  readonly #sinks: StreamSinks;
  /** An attempt that was refused for now: the next one may take its place. */
  #pending: Connection | null = null;
  /** When the client first wanted to come back; null once it was back. An attempt that brought nothing new did not bring it back. */
  #wantedSince: number | null = null;

  constructor(sinks: StreamSinks) {
    this.#sinks = sinks;
  }

  /** A resume of the client's own is sent. @returns whether it is the first one after a cut */
  sent({ intent, due, retry = 0 }: ConnRecord): boolean {
    this.#settlePending({ superseded: retry > 0 });
    if (intent === "withdrawn" || retry > 0) return false;
    this.#wantedSince ??= due;
    return true;
  }

  /** An attempt is over. One that was told to wait is judged once it is known whether it was made again. */
  closed(attempt: Connection, close: CloseRecord): void {
    const { totals } = this.#sinks;
    totals.attempts++;
    const { intent } = attempt.conn;
    const name = answerName(attempt);
    if (intent !== "withdrawn" && close.why !== "aborted") totals.answer(name);
    if (intent === "return" && close.why !== "aborted" && name !== "200") totals.returnsRefused++;
    const mustWait = close.why === "refused" && !attempt.gone && attempt.answer?.retryAfterMs !== undefined;
    if (mustWait) this.#pending = attempt;
    else {
      const outcome = this.#judge(attempt);
      if (isBack(attempt, outcome)) this.#wantedSince = null;
    }
  }

  /** The client has finished with the stream. @returns whether its last attempt was told to wait */
  finish(outcome: DoneRecord["outcome"]): boolean {
    const pending = this.#pending;
    if (pending && outcome === "aborted") pending.tainted = true; // it would have been tried again
    this.#settlePending({ superseded: false });
    return pending !== null;
  }

  taint(): void {
    if (this.#pending) this.#pending.tainted = true;
  }

  #settlePending({ superseded }: { readonly superseded: boolean }): void {
    const pending = this.#pending;
    this.#pending = null;
    if (!pending) return;
    pending.superseded = superseded;
    this.#judge(pending);
  }

  #judge(attempt: Connection): Outcome {
    const { totals, observer, face, losses } = this.#sinks;
    const { mayRefuse } = face.expect;
    const outcome = outcomeOf(attempt, face.protocol, (at) => losses.explain(at), mayRefuse);
    const { conn, answer } = attempt;
    if (conn.intent === "probe" && !conn.must && answer && !attempt.gone)
      totals.leftOpen(conn.probe ?? "probe", answerName(attempt));
    const graphOnly = face.expect.graphSuffices === true && outcome === "partial";
    const eligible = isEligible(attempt, outcome) && !graphOnly;
    const success = outcome === "success";
    if (isEligible(attempt, outcome)) totals.graph(success || outcome === "partial");
    if (outcome === "withdrawn") totals.withdrawn++;
    if (outcome !== "withdrawn" && outcome !== "unknown" && outcome !== "probe") totals.judged(success);
    if (eligible) totals.eligible(success);
    if (outcome === "partial") totals.partialRecoveries++;
    observer.attempt({
      at: conn.at,
      eligible,
      success: eligible && success,
      symptom: eligible && showsSymptom(attempt, outcome, face.expect),
      refused: attempt.close?.why === "refused",
      answer: outcome === "withdrawn" ? outcome : answerName(attempt),
    });
    const since = this.#wantedSince;
    if (eligible && success && since !== null && answer) {
      const back = face.eventTimes === "body" ? answer.at : (attempt.firstEventAt ?? answer.at);
      observer.reconnected(back - since, back);
    }
    return outcome;
  }
}

/** Whether this attempt gave the client its stream back, up to its next cut at least. */
function isBack({ conn, close, delivered }: Connection, outcome: Outcome): boolean {
  if (conn.intent === "withdrawn" || conn.intent === "probe") return false;
  return outcome === "success" || delivered > 0 || close?.why === "cut";
}
