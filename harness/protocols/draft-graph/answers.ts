import type { AnswerNotes, Headers, RefusalNotes } from "../protocol.ts";

/** The headers of an answer that mean something to a client (contract, Start a stream and Resume). */
export const answerHeaders = ["x-correlation-id", "x-resume-recovery", "x-resume-mode"] as const;

/** What an answer's headers say. This file imports no module of Node's: k6 runs it too. */
export function readDraftAnswer(headers: Headers): AnswerNotes {
  const [requestId, recovery, mode] = answerHeaders.map((name) => first(headers[name]));
  return {
    ...(requestId === undefined ? {} : { requestId }),
    ...(recovery === "partial" ? { partial: true } : {}),
    ...(mode === undefined ? {} : { mode }),
  };
}

/** `code` and `details.reason` of an `error.v1` body (contract, Errors); nothing when the body is something else. */
export function readDraftRefusal(body: string): RefusalNotes {
  try {
    const value = JSON.parse(body) as { code?: unknown; details?: { reason?: unknown } } | null;
    const code = value?.code;
    const reason = value?.details?.reason;
    return {
      ...(typeof code === "string" ? { code: code.slice(0, 64) } : {}),
      ...(typeof reason === "string" ? { reason: reason.slice(0, 64) } : {}),
    };
  } catch {
    return {};
  }
}

function first(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === "string" ? value : value?.[0];
}
