import type { IncomingHttpHeaders } from "node:http";
import type { AnswerRecord } from "../history/records.ts";

/** Bytes of an error body that are kept; what is longer is no `error.v1`. */
export const maxErrorBody = 16 * 1024;

/** What an answer's head says (contract, Resume). */
export interface AnswerHead {
  readonly status: number;
  readonly type: string;
  readonly isStream: boolean;
  readonly requestId?: string;
  readonly retryAfterMs?: number;
  readonly partial: boolean;
  readonly mode?: string;
}

export function readHead(status: number, headers: IncomingHttpHeaders): AnswerHead {
  const type = (headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  const requestId = one(headers["x-correlation-id"]);
  const retryAfterMs = retryAfter(headers["retry-after"]);
  const mode = one(headers["x-resume-mode"]);
  return {
    status,
    type,
    isStream: status === 200 && type === "text/event-stream",
    partial: one(headers["x-resume-recovery"]) === "partial",
    ...(requestId === undefined ? {} : { requestId }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(mode === undefined ? {} : { mode }),
  };
}

/** `Retry-After` in seconds (RFC 9110, 10.2.3); the date form is not used by the contract and counts as one second. */
function retryAfter(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  return /^\d{1,6}$/.test(value) ? Number(value) * 1_000 : 1_000;
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

/** `code` and `details.reason` of an `error.v1` body; nothing when the body is something else. */
export function readErrorBody(body: string): { code?: string; reason?: string } {
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

export function answerRecord(
  s: number,
  c: number,
  at: number,
  head: AnswerHead,
  body: string,
  leak: AnswerRecord["leak"] | null = null,
): AnswerRecord {
  return {
    k: "answer",
    s,
    c,
    at,
    status: head.status,
    type: head.type,
    ...(head.requestId === undefined ? {} : { rid: head.requestId }),
    ...(head.isStream ? {} : readErrorBody(body)),
    ...(head.retryAfterMs === undefined ? {} : { retryAfterMs: head.retryAfterMs }),
    ...(head.partial ? { partial: true as const } : {}),
    ...(head.mode === undefined ? {} : { mode: head.mode }),
    ...(leak === null ? {} : { leak }),
  };
}
