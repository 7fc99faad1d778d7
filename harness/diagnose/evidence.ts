import type { FaceResult } from "../gate/results.ts";

/** Everything that a rule may look at. A part is null or empty when its input was not given. */
export interface Evidence {
  readonly faces: readonly FaceEvidence[];
  readonly logs: LogEvidence | null;
  readonly targets: readonly TargetEvidence[];
  readonly redis: RedisEvidence | null;
}

/** One face of a results file. */
export interface FaceEvidence {
  /** `scenario.face`. For people; no rule looks at it. */
  readonly id: string;
  readonly result: FaceResult;
}

/** The server's own log lines (pino, one JSON object a line), counted. */
export interface LogEvidence {
  readonly lines: number;
  /** By `event`, such as `assist.sse.redis_unavailable`. */
  readonly events: Readonly<Record<string, number>>;
  /** Refusals by code, such as `RESUME_TOKEN_EXPIRED`, over all instances. */
  readonly refused: Readonly<Record<string, number>>;
  /** Refusals because of the token's age, by instance; 0 for an instance without one. */
  readonly expiredByInstance: Readonly<Record<string, number>>;
  /** Why Redis was away, by the server's codes: `connection-lost`, `timed-out`, `not-serving`. */
  readonly awayCauses: Readonly<Record<string, number>>;
  /** The same in the server's words, for citing. */
  readonly awayReasons: Readonly<Record<string, number>>;
  /** What Redis refused, by the code of its reply, such as `OOM`. */
  readonly refusalCodes: Readonly<Record<string, number>>;
  /** The same in the words of Redis, for citing. */
  readonly redisRefusals: Readonly<Record<string, number>>;
  /** Streams by the limit that trimmed them: `count_limit`, `size_limit`. */
  readonly trimmedBy: Readonly<Record<string, number>>;
  /** The fewest events that a trimmed buffer still held; null when none was trimmed. */
  readonly fewestKept: number | null;
  /** How often an instance printed its URL again, which means that it was restarted. */
  readonly restarts: number;
  /** Streams that an instance cut off when it shut down. */
  readonly cutByShutdown: number;
  /** Readers that the server disconnected because they read nothing for too long. */
  readonly stalledReaders: number;
  readonly keyringRefused: number;
  /** Resumes that gave each event, some without its payload: no event was missing. */
  readonly withoutPayloads: number;
}

/** `/healthz` and `/metrics` of one instance. */
export interface TargetEvidence {
  /** Without user and password. */
  readonly url: string;
  /** Why it did not answer, or null. */
  readonly away: string | null;
  readonly status: string | null;
  readonly redisStatus: string | null;
  readonly redisLatencyMs: number | null;
  readonly resumeMode: string | null;
  readonly keys: readonly { readonly kid: string; readonly state: string }[];
  readonly draining: boolean;
  readonly activeStreams: number | null;
  /** How far its clock is ahead of ours, by the `Date` header, in seconds; accurate to about two. */
  readonly clockAheadSec: number | null;
  /** Numbers by their Prometheus name, with labels in braces. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** What Redis reports about itself. */
export interface RedisEvidence {
  /** Without user and password. */
  readonly url: string;
  /** Why it could not be asked, or null. `silent`: the connection was accepted and nothing came. */
  readonly away: { readonly how: "refused" | "silent" | "other"; readonly seen: string } | null;
  /** The median of some PINGs. */
  readonly pingMs: number | null;
  readonly usedBytes: number | null;
  /** 0: no limit. */
  readonly maxBytes: number | null;
  readonly policy: string | null;
  readonly evictedKeys: number | null;
  readonly role: string | null;
  readonly uptimeSec: number | null;
  readonly loading: boolean;
  readonly appendOnly: boolean | null;
  readonly lastSaveFailed: boolean;
  /** The slowest command of the slow log, in milliseconds. */
  readonly slowestMs: number | null;
  /** Keys by prefix, e.g. `sse:state`. */
  readonly keys: Readonly<Record<string, number>>;
  /** False: there are more keys than were read. */
  readonly allKeys: boolean;
  /** Sampled keys without a time to live, which all of ours should have. */
  readonly immortalKeys: number;
}
