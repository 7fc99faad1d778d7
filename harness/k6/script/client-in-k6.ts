import type { ConnectionOutcome } from "../../plan/client-policy.ts";
import type { RequestSpec } from "../../protocols/stream-reader.ts";

/** An answer, as a client in k6 gets it. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The request's time limit was the planned cut. */
  readonly cut: boolean;
  /** Its body is complete: neither the time limit nor an error ended it. */
  readonly whole: boolean;
  readonly resumes: boolean;
}

export interface Learned extends ConnectionOutcome {
  /** What the last `retry:` asked for, in milliseconds; null without one. */
  readonly retryMs: number | null;
  /** The refusal is final, whatever `Retry-After` says. */
  readonly gone?: boolean;
}

/** How one stream's client speaks inside k6. It knows only what it needs to go on; its events are judged outside of k6. */
export interface ClientInK6 {
  /** Requests before the stream is opened. `take` says what is wrong with an answer, or null. */
  readonly steps: readonly {
    request(): RequestSpec;
    take(body: string, headers: Readonly<Record<string, string>>): string | null;
  }[];
  /** Values that its steps took; null where its protocol takes none. */
  readonly taken: Readonly<Record<string, string>> | null;
  start(): RequestSpec;
  readonly canResume: boolean;
  /** Nothing came yet with which a client could come back. */
  readonly isEmpty: boolean;
  /** The request, and the last id that it names (-1 without one, or where ids are not the contract's numbers). */
  resume(withLastEventId: boolean): { readonly request: RequestSpec; readonly from: number };
  learn(answer: Answered): Learned;
  /** What of a body may stand in the log, which others can read. */
  logged(body: string): string;
}

export function isStream(status: number, headers: Readonly<Record<string, string>>): boolean {
  return status === 200 && /^text\/event-stream\s*(;|$)/i.test(headers["content-type"] ?? "");
}
