import type { Expectation, Limits, Symptom } from "../history/face-info.ts";
import type { CutHow, CutPlace, Role } from "../history/records.ts";
import type { WorkloadKind } from "../history/terms.ts";

export type { CutHow, CutPlace, WorkloadKind };

/** One failure mode: the same load twice, once with the fault and today's settings, once with the runbook's fix. */
export interface Scenario {
  readonly name: string;
  /** What goes wrong, and where the runbook describes it. */
  readonly cause: string;
  /** What users and operators see. */
  readonly symptom: string;
  /** What the runbook does about it. */
  readonly fix: string;
  /** How much longer times are in production than here; `--real-time` multiplies by it. */
  readonly timeScale: number;
  readonly load: readonly Load[];
  /** At least one of these must turn the inject face red. */
  readonly symptoms: readonly Symptom[];
  readonly limits?: Partial<Limits>;
  /** Absent for a load without a fault: then `fixed` is the only face and is called `load`. */
  readonly inject?: Face;
  readonly fixed: Face;
}

/** A group of streams with one workload and one way of being cut. */
export interface Load {
  readonly streams: number;
  readonly role: Role;
  /** Arrivals follow a Poisson process over this time. */
  readonly arriveAfterMs?: number;
  readonly arriveWithinMs: number;
  readonly events: number;
  readonly intervalMs: number;
  readonly eventBytes: number;
  /** Empty for `uncut`. */
  readonly cuts: readonly CutRule[];
  /** Probes (by name) that are sent when the stream is over. */
  readonly probesAtEnd?: readonly string[];
  /** The form that the streams are asked to have. */
  readonly kind?: WorkloadKind;
  /** Each connection stops reading for this long after its third event, then goes on. In milliseconds. */
  readonly stallMs?: number;
  /** The client comes back once more after the last event. */
  readonly afterEnd?: true;
  /** Streams come two at a time, and both are cut at the same event and for the same time. */
  readonly inPairs?: "in-own-sessions" | "half-in-one-session";
}

/** Where a stream is cut and how its client comes back. Ranges are drawn evenly, inclusive. */
export interface CutRule {
  /** The cut falls after this many payload events of the whole stream. */
  readonly afterEvents: readonly [number, number];
  /** The places to draw from; `mid-event` cuts between two bytes of the next event. */
  readonly where: readonly CutPlace[];
  /** How the connection is lost, to draw from. Absent: closed at once, as the operating system does it. */
  readonly how?: readonly CutHow[];
  readonly awayMs: readonly [number, number];
  /** Added to `awayMs`: so many times the length of a whole stream. */
  readonly awayStreams?: readonly [number, number];
  /** All clients of the load come back within this time, in milliseconds. */
  readonly allBackWithinMs?: number;
  /** When that begins, at the earliest. Absent: as soon as all of them have been cut. */
  readonly allBackFromMs?: number;
  /** As the client comes back, a second one joins the stream: with the same cursor, or with that of the cut before. */
  readonly joinedWith?: "same-cursor" | "older-cursor";
  /** Come back to another instance, where there is more than one. */
  readonly otherInstance?: boolean;
  /** Leave Last-Event-ID out in this share of the resumes, in percent; the client then drops what it has seen. */
  readonly withoutLastEventId?: number;
  /** Hang up before the first byte of the answer in this share of the resumes, in percent, then try again. */
  readonly withdrawn?: number;
  /** Probes (`Protocol.probes`, by name) that are sent while the client is away. */
  readonly probes?: readonly string[];
}

/** One run of a scenario: its servers, its faults, its clients' policy. */
export interface Face {
  /** Settings of the reference server (contract, Settings). */
  readonly server: Readonly<Record<string, string>>;
  readonly instances?: number;
  /** More settings for the first, second, … instance, where they differ. */
  readonly perInstance?: readonly Readonly<Record<string, string>>[];
  /** What stands between the clients and the servers; absent: nothing. */
  readonly front?: Front;
  readonly faults: readonly FaultSpec[];
  readonly client: ClientPolicy;
  /** Limits of this face alone, over those of the scenario. */
  readonly limits?: Partial<Limits>;
  readonly expect?: Partial<Omit<Expectation, "outcome" | "symptoms">>;
}

/**
 * - `balancer`: gives each connection to the next instance that accepts it.
 * - `nginx`: a real one before the first instance. `readTimeoutSec`: how long it waits for the server's next byte;
 *   `ignoreHeaders`: it buffers although the server says `X-Accel-Buffering: no`.
 */
export type Front =
  | { readonly kind: "balancer" }
  | { readonly kind: "nginx"; readonly readTimeoutSec: number; readonly ignoreHeaders: boolean };

/** A fault on the face's timeline. Times in milliseconds from the face's start; without `forMs` it lasts to the end. */
export interface FaultSpec {
  readonly kind: FaultKind;
  readonly atMs: number;
  readonly forMs?: number;
  /** Numbers that a kind needs, e.g. `latencyMs` or `tokenLifeSec`; for a monitor its limit, e.g. `maxGrowthMb`. */
  readonly options?: Readonly<Record<string, number>>;
}

export type FaultKind =
  | "redis-killed"
  | "redis-stopped"
  | "redis-paused"
  | "redis-latency"
  | "redis-blackhole"
  | "redis-reset"
  | "redis-memory-limit"
  | "redis-failover"
  | "secret-replaced"
  | "secret-rotated"
  | "rolling-restart"
  | "stalled-readers"
  | "fill-ratio"
  | "leftover-keys"
  | "clock-skew"
  | "proxy-timeout"
  | "bad-token-storm"
  | "target-restart"
  | "target-leak"
  | "target-memory";

/** How the clients behave after a refusal. */
export interface ClientPolicy {
  /** Wait as `Retry-After` says and try again, at most this often. 0: the first refusal is final. */
  readonly retries: number;
  /** Start a new stream when a resume is refused for good (contract: 401, 404, 410). */
  readonly startAnew: boolean;
  /** Each return is delayed by a random part of this time, so that clients do not all come back at once. In milliseconds. */
  readonly jitterMs?: number;
  /** Sent as Accept-Encoding. Absent: no coding is asked for. */
  readonly acceptEncoding?: string;
  /** Streams share sessions of HTTP/2 over TLS. Absent: each has a connection of HTTP/1.1. */
  readonly http2?: true;
}
