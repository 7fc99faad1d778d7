import type { CloseRecord } from "../history/records.ts";
import type { PlannedCut } from "../plan/face-plan.ts";
import type { RequestSpec, StreamReader } from "../protocols/stream-reader.ts";
import type { AnswerHead } from "./answer.ts";
import type { Token } from "./resume-request.ts";

export interface ConnectionPlan {
  readonly s: number;
  readonly c: number;
  readonly base: URL;
  readonly request: RequestSpec;
  readonly reader: StreamReader;
  /**
   * `before-answer` hangs up as soon as the request is sent, `at-stream` as soon as the answer is a stream. `look` reads what
   * comes in a second, `after-end` what comes before the server ends it, for at most three.
   */
  readonly cut: PlannedCut | "before-answer" | "at-stream" | "look" | "after-end" | null;
  readonly owner: ConnectionOwner;
  /** The client comes back with a cursor, so the answer may say that what it wants is gone. */
  readonly resumes?: boolean;
  /** It reads nothing for so long after its third event, in milliseconds. */
  readonly stallMs?: number;
  /** Sent over the face's headers. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Whose connection it is. One object for all connections of a client, so that none has functions of its own. */
export interface ConnectionOwner {
  /** Tokens that must not be found in an error body. */
  readonly tokens: readonly string[];
  /** Told when the answer is a stream. */
  onStream?(): void;
}

/** How one connection ended, and what its client learned. */
export interface ConnectionEnd {
  readonly why: CloseRecord["why"];
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
