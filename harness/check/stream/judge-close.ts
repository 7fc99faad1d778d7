import type { CloseRecord } from "../../history/records.ts";
import type { ProtocolTerms } from "../../history/terms.ts";
import type { ToldFinding } from "../findings.ts";
import { type ClosingTerms, type Connection, isStream, mayClose } from "./connection.ts";

/** What is said of a connection by how it closed. */
export interface CloseVerdict {
  readonly findings: readonly ToldFinding[];
  /** A user saw an error that nothing in the request asked for. */
  readonly isError: boolean;
}

/** Statuses from here on are errors of the server's own (RFC 9110, 15.6). */
const serverErrors = 500;

/** Judges how a connection closed on which the client wanted its stream. */
export function judgeClose(
  open: Connection,
  close: CloseRecord,
  terms: Pick<ProtocolTerms, "busy"> & ClosingTerms,
): CloseVerdict {
  const { answer, conn } = open;
  const findings: ToldFinding[] = [];
  const silent = close.why === "timeout" && isStream(answer);
  const hasAll = conn.intent === "after-end";
  const early = close.why === "closed" && isStream(answer) && !mayClose(answer, close, terms) && !hasAll;
  if (silent) {
    const text = `The stream fell silent: ${close.error ?? "no event came"}.`;
    findings.push({ kind: "stalled", code: "read-limit", text });
  }
  if (close.unreadable) {
    const text = `The answer could not be read: ${close.error ?? "no reason was recorded"}.`;
    findings.push({ kind: "not-a-stream", code: "unreadable", text });
  }
  if (early) {
    const what = open.firstEventAt === null ? "without one event" : "before its last event";
    const text = `The server closed the stream in good order, ${what}.`;
    findings.push({ kind: "ended-early", code: "closed-early", events: open.read, text });
  }
  if (hasAll && open.delivered > 0) {
    const text = "The server had ended the stream, and sent new events when its client asked once more.";
    findings.push({ kind: "ended-early", code: "closed-early", events: open.read, text });
  }
  const noStream = answer?.status === 200 && !isStream(answer);
  const failed =
    close.why === "error" || close.why === "timeout" || (close.why === "refused" && isServerError(open, terms));
  return { findings, isError: failed || noStream || early };
}

/**
 * Judges the end of a request with a cursor that is not the client's. No document says what is right there, but an error of the
 * server's own is wrong, and so is a missing answer. Where an answer is demanded (`must`), `judgeAnswer` has judged it.
 */
export function judgeProbe({ answer, conn }: Connection, close: CloseRecord): CloseVerdict {
  if (conn.must) return { findings: [], isError: false };
  const isError = !answer && (close.why === "error" || close.why === "timeout");
  const status = answer?.status ?? 0;
  if (status < serverErrors) return { findings: [], isError };
  const text = `The answer to a cursor that is not this stream's (${conn.probe}) was ${status}, a server error.`;
  return { findings: [{ kind: "unexpected-status", code: "unknown-status", status, text }], isError };
}

function isServerError({ answer, conn }: Connection, { busy }: Pick<ProtocolTerms, "busy">): boolean {
  return answer !== null && !busy.includes(answer.status) && (answer.status >= serverErrors || conn.kind === "start");
}

/** Whether a start got neither a stream nor an end that counts as one, and the client did not leave by itself. */
export function isRefusedStart({ answer }: Connection, { why }: Pick<CloseRecord, "why">): boolean {
  return !isStream(answer) && why !== "complete" && why !== "cut" && why !== "aborted";
}

/** Why a client had to give up before the last event, although nothing refused it for good. */
export function judgeGivingUp(seen: {
  readonly hasToken: boolean;
  /** The server said that resume is unavailable. */
  readonly toldUnavailable: boolean;
  readonly resumesBy: ProtocolTerms["resumesBy"];
}): ToldFinding {
  const { hasToken, toldUnavailable, resumesBy } = seen;
  if (!hasToken && toldUnavailable) {
    const text = "It was cut, and the server had given it no token: resume was unavailable.";
    return { kind: "unresumable", code: "no-token", told: 1, text };
  }
  if (hasToken || resumesBy === "cursor") {
    const text = "Its client used up its attempts to come back and never saw the last event.";
    return { kind: "unfinished", code: "never-finished", text };
  }
  const text = "It was cut before it had a token, so its client could not come back.";
  return { kind: "unfinished", code: "no-token", told: 0, text };
}
