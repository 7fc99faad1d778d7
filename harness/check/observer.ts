import type { Finding } from "./findings.ts";

/** How one resume attempt ended, judged by all of its events. */
export interface JudgedAttempt {
  /** When it was sent. */
  readonly at: number;
  readonly eligible: boolean;
  readonly success: boolean;
  /** It was refused or partial in one of the ways that the face's fault must show. */
  readonly symptom: boolean;
  /** The answer was not a stream. */
  readonly refused: boolean;
  /** The answer as people count it (`answerName`); `withdrawn` where the client hung up before it. */
  readonly answer: string;
}

/** Gets what happened while a history is read, so that measures need not keep each event. Times in milliseconds. */
export interface Observer {
  streamOpened(at: number): void;
  streamEnded(at: number): void;
  events(at: readonly number[]): void;
  attempt(attempt: JudgedAttempt): void;
  /** `ms`: from when a client first wanted to come back to the first event of the attempt that succeeded, which came at `at`. */
  reconnected(ms: number, at: number): void;
  /** `ms`: from a stream's planned arrival to its first event, which came at `at`. */
  firstEvent(ms: number, at: number): void;
  /** A finding, as it comes up. */
  found?(finding: Finding): void;
}
