import type { StreamRecord } from "../history/records.ts";

/** One line of a timeline. Times are milliseconds since the face's start. */
export interface Item {
  readonly at: number;
  /** The last moment of a line that stands for several events. */
  readonly until?: number;
  readonly kind:
    | "request"
    | "answer"
    | "events"
    | "token"
    | "finding"
    | "close"
    | "attempt"
    | "fault"
    | "done"
    | "cut-off";
  /** The connection's number, where it is about one. */
  readonly c?: number;
  readonly what: string;
  readonly text: string;
  /** Whether it is good or bad, for colours. */
  readonly mood?: "good" | "bad" | "quiet";
  /** For a finding: the proof that shows it, or what else shows it. */
  readonly by?: string;
  /** For a finding: the moment of the place in the stream that it is about. */
  readonly seenAt?: number;
  /** For a finding: the first and the last event that never came. */
  readonly missing?: readonly [from: number, to: number];
  /** For a resume: the number of the last event that its cursor covers; -1 without a cursor. */
  readonly cursor?: number;
}

/** What happened to one stream. */
export interface Timeline {
  readonly s: number;
  readonly requestId: string | null;
  /** Null if its requests carried no trace id of ours. */
  readonly traceId: string | null;
  readonly role: StreamRecord["role"];
  readonly replaces: number | null;
  readonly scenario: string;
  readonly face: string;
  readonly seed: number;
  readonly dueMs: number;
  readonly items: readonly Item[];
  readonly findings: number;
  /** How it ended; null if the history stops before that. */
  readonly outcome: string | null;
  /** The proofs of its protocol. `why`: the reason why one failed for this stream. */
  readonly proofs: readonly { readonly name: string; readonly why: string | null }[];
  readonly cannotSee: string;
}

/** What a report shows of one face's streams, event by event. */
export interface FaceTraces {
  readonly scenario: string;
  readonly face: string;
  /** Streams with findings. */
  readonly failing: readonly Timeline[];
  /** A stream with the same task that went well, to compare. */
  readonly whole: Timeline | null;
  /** A sentence about what is not shown; null if everything is. */
  readonly leftOut: string | null;
}
