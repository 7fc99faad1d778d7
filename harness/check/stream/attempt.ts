import type { Expectation, Symptom } from "../../history/face-info.ts";
import type { CloseRecord } from "../../history/records.ts";
import type { ClearRefusal } from "../../history/terms.ts";
import { type ClosingTerms, type Connection, isStream, mayClose } from "./connection.ts";

export type Outcome = "success" | "partial" | "failure" | "withdrawn" | "superseded" | "probe" | "unknown";

/**
 * How an attempt ended. A 200 alone is not a success (glossary, resume success): the stream must have reached its last event
 * or the next cut, with nothing wrong on the way. An unplanned loss counts as a cut only where a fault explains it and
 * something new came first (docs/verdict.md, What a success is). An answer that is not a stream is a success only where the
 * protocol ends its streams that way, as a 204 does for an EventSource.
 */
export function outcomeOf(
  each: Connection,
  terms: ClosingTerms,
  explains: (at: number) => boolean,
  mayRefuse?: ClearRefusal,
): Outcome {
  const { conn, answer, close } = each;
  if (conn.intent === "withdrawn") return "withdrawn";
  if (conn.intent === "probe" || conn.intent === "after-end") return "probe";
  if (each.tainted || !close || close.why === "aborted") return "unknown";
  if (each.superseded) return "superseded";
  if (answer && mayRefuse && isRefusal(each, mayRefuse)) return "success";
  if (!answer || each.gone) return "failure";
  if (!isStream(answer) && (answer.status === 200 || close.why !== "complete")) return "failure";
  if (!wentOn(each, close, terms, explains)) return "failure";
  if (answer.partial || each.payloadsTrimmed > 0) return "partial";
  return each.findings > 0 ? "failure" : "success";
}

/** Whether the stream went on to its end, to the next cut, or as far as it could. */
function wentOn(
  { answer, delivered }: Connection,
  close: CloseRecord,
  terms: ClosingTerms,
  explains: (at: number) => boolean,
): boolean {
  const { why, at } = close;
  if (why === "complete" || why === "cut") return true;
  if (why === "closed" && mayClose(answer, close, terms)) return true; // the server sent all that it had
  return why === "error" && delivered > 0 && explains(at);
}

/** Whether an answer is a clear refusal (`ClearRefusal`). */
function isRefusal({ answer, gone }: Connection, clear: ClearRefusal): boolean {
  if (gone || answer === null) return gone;
  if (clear === "any") return Math.floor(answer.status / 100) === 4;
  return clear !== "gone" && clear.includes(answer.status);
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
