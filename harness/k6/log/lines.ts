import type { ConnRecord, DoneRecord, Role } from "../../history/records.ts";

/**
 * What the k6 script logs, one JSON object a line. `records.ts` turns it into history records.
 *
 * Times are milliseconds since the epoch, on the clock of the machine that k6 runs on.
 */
export type K6Line = LaneLine | ConnLine | DoneLine | DroppedLine | LaneEndLine;

/** A VU begins its part. `startedAt`: when all VUs of this process began; the plan's times count from there. */
export interface LaneLine {
  readonly k: "lane";
  readonly lane: number;
  readonly lanes: number;
  /** The process's part of the plan: stream `s` belongs to it when `s % of` is `index`. */
  readonly shard: { readonly index: number; readonly of: number };
  readonly startedAt: number;
}

/** A request is over. */
export interface ConnLine {
  readonly k: "conn";
  readonly s: number;
  readonly c: number;
  readonly role: Role;
  readonly replaces?: number;
  /** When the plan wanted the stream, in milliseconds after `startedAt`. */
  readonly streamDue: number;
  readonly kind: ConnRecord["kind"];
  readonly due: number;
  readonly at: number;
  readonly ended: number;
  readonly target: string;
  readonly intent?: "return" | "late" | "withdrawn";
  readonly retry?: number;
  readonly from?: number;
  /** Whether the request's time limit was a planned cut. */
  readonly cut: boolean;
  /** 0 when the answer's head was lost by the time limit or an error. */
  readonly status: number;
  readonly error?: string;
  /** The few headers that a record needs, by their lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds from `at` to the answer's first byte, where k6 knows it. */
  readonly firstByteMs?: number;
  /** Values that the client has taken for its requests (described protocols only). On the stream's first connection. */
  readonly taken?: Readonly<Record<string, string>>;
  /** Nothing came yet with which the client could come back. */
  readonly empty?: true;
  /** What arrived, each token without its signature. */
  readonly body: string;
}

export interface DoneLine {
  readonly k: "done";
  readonly s: number;
  readonly at: number;
  readonly outcome: DoneRecord["outcome"];
}

export interface DroppedLine {
  readonly k: "dropped";
  /** In milliseconds after `startedAt`. */
  readonly due: number;
  readonly lateMs: number;
}

/** A VU has finished. `lines`: how many it logged before this one, so that a lost line is noticed. */
export interface LaneEndLine {
  readonly k: "lane-end";
  readonly lane: number;
  readonly lines: number;
  /** How late its timers were, 99th percentile, in milliseconds: k6's own event-loop delay. */
  readonly lateP99Ms: number;
}
