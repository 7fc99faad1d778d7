import type { CloseRecord } from "../history/records.ts";
import type { PlannedCut } from "../plan/face-plan.ts";
import type { RequestSpec, StreamReader } from "../protocols/stream-reader.ts";
import type { AnswerHead } from "./answer.ts";
import type { Token } from "./client/resume-request.ts";

export interface ConnectionPlan {
  readonly s: number;
  readonly c: number;
  readonly base: URL;
  readonly request: RequestSpec;
  readonly reader: StreamReader;
  /**
   * `before-answer` hangs up as soon as the request is sent, `at-stream` as soon as the answer is a stream. `look` reads for one
   * second, `after-end` until the server ends the stream, for at most three seconds.
   */
  readonly cut: PlannedCut | "before-answer" | "at-stream" | "look" | "after-end" | null;
  readonly owner: ConnectionOwner;
  /** The request has a cursor, so the answer may say that the events after it are gone. */
  readonly resumes?: boolean;
  /** After its third event the client reads nothing for this long, in milliseconds. */
  readonly stallMs?: number;
  /** The usual time between two events of the stream, in milliseconds. Absent: none. */
  readonly intervalMs?: number;
  /** Headers that replace those of the face. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The client whose connection it is. One object for all its connections, so that none needs functions of its own. */
export interface ConnectionOwner {
  /** Tokens that must not be found in an error body. */
  readonly tokens: readonly string[];
  /** Called when the answer is a stream. */
  onStream?(): void;
}

/** How one connection ended, and what its client learned. */
export interface ConnectionEnd {
  readonly why: CloseRecord["why"];
  /** The server closed it as its protocol lets it (`isResumableClose`). Absent: no. */
  readonly resumable?: boolean;
  readonly head: AnswerHead | null;
  /** The newest token seen on it. */
  readonly token: Token | null;
  /** Whether events of the stream reached the application. */
  readonly delivered: boolean;
  /** The answer marked itself a partial recovery. */
  readonly partial: boolean;
  /** The server said that it cannot go on from the client's cursor. */
  readonly gone: boolean;
  /** What its last `retry:` asked for, in milliseconds; null without one. */
  readonly retryMs: number | null;
}
