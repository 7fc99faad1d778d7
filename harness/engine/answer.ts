import type { AnswerRecord } from "../history/records.ts";
import type { AnswerNotes, Headers, Protocol, RefusalNotes } from "../protocols/protocol.ts";
import { retryAfterMs } from "./retry-after.ts";

/** So many bytes of an error body are kept. A longer one is not a refusal that a protocol could read. */
export const maxErrorBody = 16 * 1024;

/** What an answer's head says: HTTP's own headers, and those of the protocol. */
export interface AnswerHead extends AnswerNotes {
  readonly status: number;
  /** Content-Type without parameters. */
  readonly type: string;
  readonly isStream: boolean;
  readonly retryAfterMs?: number;
}

/**
 * @param protocol reads its own headers; where it has no such function, only HTTP's are read
 * @param now when the answer came, Unix milliseconds
 */
export function readHead(
  status: number,
  headers: Headers,
  protocol: Pick<Protocol, "readAnswer"> = {},
  now: number = Date.now(),
): AnswerHead {
  const type = one(headers["content-type"])?.split(";")[0]?.trim().toLowerCase() ?? "";
  const wait = one(headers["retry-after"]);
  return {
    status,
    type,
    isStream: status === 200 && type === "text/event-stream",
    ...(wait === undefined ? {} : { retryAfterMs: retryAfterMs(wait, now) }),
    ...protocol.readAnswer?.(headers),
  };
}

function one(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === "string" ? value : value?.[0];
}

/** @param said what the body of a refusal says; nothing for a stream */
export function answerRecord(
  s: number,
  c: number,
  at: number,
  head: AnswerHead,
  said: RefusalNotes = {},
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
    ...said,
    ...(head.retryAfterMs === undefined ? {} : { retryAfterMs: head.retryAfterMs }),
    ...(head.partial ? { partial: true as const } : {}),
    ...(head.mode === undefined ? {} : { mode: head.mode }),
    ...(leak === null ? {} : { leak }),
  };
}
