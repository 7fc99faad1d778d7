import type { FaceInfo } from "../history/face-info.ts";
import type { Role } from "../history/records.ts";
import type { RunInfo } from "../history/run-info.ts";
import type { TraceSource } from "../history/trace/traceparent.ts";
import type { FacePlan, Workload } from "../plan/face-plan.ts";
import type { ClientPolicy } from "../plan/scenario.ts";
import { fill } from "../protocols/description/template.ts";
import type { DescribedSource } from "../protocols/protocol.ts";
import type { ShardOf } from "./segment.ts";
import { type TimedCut, timeCuts } from "./time-cuts.ts";

/** Everything that the k6 script is told: one JSON file, read once by each k6 process. */
export interface K6Job {
  /** Base URLs, without a slash at the end. */
  readonly targets: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  /** Absent: no `traceparent` is sent. */
  readonly trace?: TraceSource;
  readonly client: ClientPolicy;
  /** How the streams are spoken with. Absent: draft-graph. */
  readonly described?: DescribedSource;
  /** Which part of the plan this job is. Its processes divide it further, by their execution segments. */
  readonly shard: ShardOf;
  /** For a job whose log becomes a history elsewhere: what the history's head says. */
  readonly about?: {
    readonly run: RunInfo;
    readonly face: Omit<FaceInfo, "startedAt">;
    /** How many planned cuts could not be given a time. */
    readonly leftOut: number;
  };
  /** The lowest number that no stream of the plan has: a stream's replacement is numbered this much higher. */
  readonly firstNew: number;
  /** VUs over all processes; each holds many streams. */
  readonly vus: number;
  /** A process is stopped after this long, in milliseconds. */
  readonly limitMs: number;
  /** In the order of their numbers, without gaps: `s` is at the place `(s - shard.index) / shard.of`. */
  readonly streams: readonly TimedStream[];
}

export interface TimedStream {
  readonly s: number;
  readonly role: Role;
  readonly dueMs: number;
  readonly workload: Workload;
  readonly cuts: readonly TimedCut[];
}

export interface JobOptions {
  readonly targets: readonly URL[];
  readonly headers: Readonly<Record<string, string>>;
  readonly trace?: TraceSource | null;
  readonly described?: DescribedSource | undefined;
  /** Processes that share the job; each gets at least one VU. */
  readonly processes?: number;
  readonly shard?: ShardOf;
  readonly about?: K6Job["about"];
}

/** One VU holds so many streams at once: an event loop of k6's carries them without being late. */
const streamsOfVu = 50;
/** How long k6 may go on after the plan's expected end, in milliseconds. */
const overtimeMs = 20_000;

/** The same plan for k6. Its cuts are made at times, because stock k6 cannot cut at an event. */
export function k6Job(plan: FacePlan, options: JobOptions): K6Job {
  const { targets, headers, trace, described, processes = 1, shard, about } = options;
  const vus = Math.max(1, Math.ceil(plan.streams.length / streamsOfVu));
  return {
    targets: targets.map((url) => url.href.replace(/\/$/, "")),
    headers,
    ...(trace ? { trace } : {}),
    client: plan.client,
    ...(described ? { described: { ...described, description: fill(described.description, {}) } } : {}), // environment variables
    shard: shard ?? { index: 0, of: 1 },
    ...(about === undefined ? {} : { about }),
    firstNew: 1 + plan.streams.reduce((most, { s }) => Math.max(most, s), -1),
    vus: Math.ceil(vus / processes) * processes,
    limitMs: plan.expectedMs + overtimeMs,
    streams: plan.streams
      .toSorted((a, b) => a.s - b.s)
      .map(({ s, role, dueMs, workload, cuts }) => ({
        s,
        role,
        dueMs: Math.round(dueMs * 100) / 100,
        workload,
        cuts: timeCuts(cuts, workload),
      })),
  };
}

/** How many planned cuts are left out, because they could not be given a time. */
export function cutsLeftOut(plan: FacePlan): number {
  return plan.streams.reduce((sum, { cuts, workload }) => sum + cuts.length - timeCuts(cuts, workload).length, 0);
}
