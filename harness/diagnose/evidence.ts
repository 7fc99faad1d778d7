import type { FaceResult } from "../gate/results.ts";

/** What the inputs say, as far as a rule may look at it. Each part is null or empty where its input was not given. */
export interface Evidence {
  readonly faces: readonly FaceEvidence[];
  readonly logs: LogEvidence | null;
  readonly targets: readonly TargetEvidence[];
  readonly redis: RedisEvidence | null;
}

/** One face of a results file. */
export interface FaceEvidence {
  /** `scenario.face`. For people: no rule looks at it. */
  readonly id: string;
  readonly result: FaceResult;
}

/** The server's own log lines (pino, one JSON object a line), counted. */
export interface LogEvidence {
  readonly lines: number;
  /** By `event`, such as `assist.sse.redis_unavailable`. */
  readonly events: Readonly<Record<string, number>>;
  /** `RESUME_TOKEN_EXPIRED` and so on: refusals by code, over all instances. */
  readonly refused: Readonly<Record<string, number>>;
  /** Refusals because of the token's age, by instance; an instance without one stands there with 0. */
  readonly expiredByInstance: Readonly<Record<string, number>>;
  /** Why Redis was away, by the server's code: `connection-lost`, `timed-out`, `not-serving`. */
  readonly awayCauses: Readonly<Record<string, number>>;
  /** The same in the server's words, to be cited. */
  readonly awayReasons: Readonly<Record<string, number>>;
  /** What Redis itself refused, by the code of its reply, such as `OOM`. */
  readonly refusalCodes: Readonly<Record<string, number>>;
  /** The same in Redis' words, to be cited. */
  readonly redisRefusals: Readonly<Record<string, number>>;
  /** Streams by the limit that trimmed them: `count_limit`, `size_limit`. */
  readonly trimmedBy: Readonly<Record<string, number>>;
  /** The fewest events that a trimmed buffer still held; null when none was trimmed. */
  readonly fewestKept: number | null;
  /** Times that an instance printed its URL although it had done so before. */
  readonly restarts: number;
  /** Streams that an instance cut off as it went down. */
  readonly cutByShutdown: number;
  /** Readers that took nothing for so long that the server let them go. */
  readonly stalledReaders: number;
  readonly keyringRefused: number;
}

/** `/healthz` and `/metrics` of one instance. */
export interface TargetEvidence {
  /** Without user and password. */
  readonly url: string;
  /** Why it gave nothing, or null. */
  readonly away: string | null;
  readonly status: string | null;
  readonly redisStatus: string | null;
  readonly redisLatencyMs: number | null;
  readonly resumeMode: string | null;
  readonly keys: readonly { readonly kid: string; readonly state: string }[];
  readonly draining: boolean;
  readonly activeStreams: number | null;
  /** Its clock against ours, by the `Date` header, in seconds; good to about two. */
  readonly clockAheadSec: number | null;
  /** Counters by their Prometheus name, labels in braces, as they stand. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** What Redis says of itself. */
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
  /** False: there were more keys than were looked at. */
  readonly allKeys: boolean;
  /** Keys of those that have no time to live, which all of ours should have. */
  readonly immortalKeys: number;
}
