import type { Expectation, FaceInfo, Symptom } from "../history/face-info.ts";
import type { AnswerRecord, CloseRecord, ConnRecord } from "../history/records.ts";
import type { ProtocolTerms, RefusalTerms } from "../history/terms.ts";
import type { FindingKind, Told } from "./findings.ts";

/** One connection of a stream, as far as its records have been read. */
export interface Connection {
  readonly conn: ConnRecord;
  answer: AnswerRecord | null;
  close: CloseRecord | null;
  /** Events of which there is a record. */
  read: number;
  /** Events that reached the application. */
  delivered: number;
  firstEventAt: number | null;
  lastEventAt: number | null;
  /** The client's drop rule threw this many of its events away. */
  redelivered: number;
  payloadsTrimmed: number;
  /** The server said, by its answer or by an event, that it cannot go on from the client's cursor. */
  gone: boolean;
  /** Findings that belong to this connection. */
  findings: number;
  /** A later attempt for the same cut, after the wait that the server asked for, takes its place. */
  superseded: boolean;
  /** Its stream's records are incomplete: nothing can be said. */
  tainted: boolean;
}

export type Outcome = "success" | "partial" | "failure" | "withdrawn" | "superseded" | "probe" | "unknown";

/**
 * How an attempt ended. A 200 alone is not a success (glossary, resume success): the stream must have reached its last event
 * or the next cut, with nothing wrong on the way. A loss that nobody planned is a cut only where a fault explains it and
 * something new came first (docs/verdict.md, What a success is). An answer that is no stream is a success only where the
 * protocol ends its streams that way, as a 204 does for an EventSource.
 */
export function outcomeOf(
  each: Connection,
  terms: Pick<ProtocolTerms, "liveMode">,
  explains: (at: number) => boolean,
  mayRefuse?: Expectation["mayRefuse"],
): Outcome {
  const { conn, answer, close } = each;
  if (conn.intent === "withdrawn") return "withdrawn";
  if (conn.intent === "probe" || conn.intent === "after-end") return "probe";
  if (each.tainted || !close || close.why === "aborted") return "unknown";
  if (each.superseded) return "superseded";
  if (answer && mayRefuse && isRefusal(each, mayRefuse)) return "success";
  if (!answer || each.gone) return "failure";
  if (!isStream(answer) && (answer.status === 200 || close.why !== "complete")) return "failure";
  if (answer.partial || each.payloadsTrimmed > 0) return "partial";
  if (each.findings > 0) return "failure";
  if (close.why === "complete" || close.why === "cut") return "success";
  if (close.why === "closed" && mayClose(answer, terms)) return "success"; // all that it had was sent
  return close.why === "error" && each.delivered > 0 && explains(close.at) ? "success" : "failure";
}

/** An answer that tells the client clearly that it cannot go on: in the protocol's own way, or by any 4xx where it has none. */
function isRefusal({ answer, gone }: Connection, mayRefuse: NonNullable<Expectation["mayRefuse"]>): boolean {
  if (gone) return true;
  return mayRefuse === "any" && answer !== null && Math.floor(answer.status / 100) === 4;
}

export function isStream(answer: AnswerRecord | null): boolean {
  return answer !== null && answer.status === 200 && answer.type === "text/event-stream";
}

/** Whether a stream that was answered so may be closed in good order before its last event. */
export function mayClose(answer: AnswerRecord | null, { liveMode }: Pick<ProtocolTerms, "liveMode">): boolean {
  return answer?.mode !== undefined && answer.mode !== liveMode;
}

/** Whether a user had a right to this attempt's success (glossary, eligible attempt). */
export function isEligible(each: Connection, outcome: Outcome): boolean {
  return each.conn.intent === "return" && outcome !== "superseded" && outcome !== "unknown";
}

export function showsSymptom(each: Connection, outcome: Outcome, { symptoms }: Expectation): boolean {
  return symptoms.some((symptom) => fits(symptom, each, outcome));
}

function fits(symptom: Symptom, { answer, close }: Connection, outcome: Outcome): boolean {
  if (symptom.kind === "partial") return outcome === "partial";
  if (symptom.kind === "lost-connection") return close?.why === "error" || close?.why === "timeout";
  if (symptom.kind === "disproved" || symptom.kind === "found") return false; // said of the face, not of an attempt
  return (
    answer !== null &&
    answer.status === symptom.status &&
    answer.code === symptom.code &&
    (symptom.reason === undefined || symptom.reason === answer.reason)
  );
}

/** The answer as people count it: status and code, `200 partial`, status and `gone`, or how it failed without one. */
export function answerName({ answer, close, gone }: Connection): string {
  if (!answer) return close?.why === "timeout" ? "no answer in time" : "no answer";
  if (gone) return `${answer.status} gone`;
  if (answer.status !== 200) return answer.code ? `${answer.status} ${answer.code}` : String(answer.status);
  if (!isStream(answer)) return `200 ${answer.type || "without a type"}`;
  return answer.partial ? "200 partial" : "200";
}

/** A server's clock and ours may differ by this much, and expiry is kept in whole seconds. */
const clockToleranceMs = 2_000;

export type AnswerFinding = Told & { readonly kind: FindingKind };

/** What is wrong with an answer by itself, whatever follows it. */
export function judgeAnswer(
  { conn, answer }: Connection,
  { startedAt, protocol }: Pick<FaceInfo, "startedAt" | "protocol">,
): AnswerFinding[] {
  if (!answer) return [];
  const found: AnswerFinding[] = [];
  const { status } = answer;
  const name = answer.code ? `${answer.status} ${answer.code}` : String(answer.status);
  if (answer.leak)
    found.push({
      kind: "leaked",
      code: "secret-in-body",
      status,
      text: `The body of a ${name} holds a ${answer.leak}.`,
    });
  if (answer.status === 200 && !isStream(answer)) {
    found.push({ kind: "not-a-stream", code: "wrong-type", text: `A 200 came with Content-Type "${answer.type}".` });
  } else if (protocol.refusals === null) {
    return found; // what a client lost by a refusal is judged all the same
  } else if (answer.status !== 200 && !protocol.refusals[conn.kind].includes(answer.status)) {
    found.push({
      kind: "unexpected-status",
      code: "unknown-status",
      status,
      text: `The answer to a ${conn.kind} was ${answer.status}.`,
    });
  } else {
    const wrong = conn.kind === "resume" ? judgeRefusal(conn, answer, { name, startedAt, ...protocol.refusals }) : null;
    if (wrong) found.push(wrong);
  }
  return found;
}

function judgeRefusal(
  conn: ConnRecord,
  answer: AnswerRecord,
  { name, startedAt, expired }: Pick<RefusalTerms, "expired"> & { readonly name: string; readonly startedAt: number },
): AnswerFinding | null {
  const { status } = answer;
  const must = conn.intent === "late" ? [expired] : (conn.must ?? []);
  const what = conn.intent === "late" ? "an expired token" : `a request that is "${conn.probe ?? "forged"}"`;
  if (must.length > 0) {
    const right = must.map((each) => `${each.status} ${each.code}`).join(" or ");
    if (answer.status === 200)
      return {
        kind: "wrongly-accepted",
        code: "accepted-forbidden",
        status,
        text: `200 to ${what}; it must be ${right}.`,
      };
    if (must.some((each) => each.status === answer.status && each.code === answer.code)) return null;
    return {
      kind: "wrongly-refused",
      code: "refused-otherwise",
      status,
      text: `${name} to ${what}; it must be ${right}.`,
    };
  }
  const leftMs = conn.token ? conn.token.exp * 1_000 - (startedAt + conn.at) : 0;
  if (answer.code === expired.code && conn.intent === "return" && leftMs > clockToleranceMs) {
    const leftSec = Math.round(leftMs / 1_000);
    const text = `${name} to a token with ${leftSec} s of life left.`;
    return { kind: "wrongly-refused", code: "expired-too-early", leftSec, text };
  }
  return null;
}
