import type { FaceInfo } from "../history/face-info.ts";
import type { Role } from "../history/records.ts";
import type { RunInfo } from "../history/run-info.ts";
import type { TraceSource } from "../history/traceparent.ts";
import type { FacePlan, Workload } from "../plan/face-plan.ts";
import type { ClientPolicy } from "../plan/scenario.ts";
import { fill } from "../protocols/description/template.ts";
import type { DescribedSource } from "../protocols/protocol.ts";
import type { ShardOf } from "./segment.ts";
import { type TimedCut, timeCuts } from "./time-cuts.ts";

/** All that the k6 script is told: one JSON file, read once by each k6 process. */
export interface K6Job {
  /** Base URLs, without a slash at the end. */
  readonly targets: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  /** Absent: no `traceparent` is sent. */
  readonly trace?: TraceSource;
  readonly client: ClientPolicy;
  /** How the streams are spoken with. Absent: draft-graph. */
  readonly described?: DescribedSource;
  /** The part of the plan that this job is; its processes divide it further, by their execution segments. */
  readonly shard: ShardOf;
  /** For a job whose log is made into a history elsewhere: what its head says. */
  readonly about?: {
    readonly run: RunInfo;
    readonly face: Omit<FaceInfo, "startedAt">;
    /** Planned cuts that no time was found for. */
    readonly leftOut: number;
  };
  /** The lowest number that no stream of the plan has: a stream's replacement is numbered this much higher. */
  readonly firstNew: number;
  /** VUs over all processes; each holds many streams. */
  readonly vus: number;
  /** A process is stopped after this long, in milliseconds. */
  readonly limitMs: number;
  /** By their numbers, without gaps: `s` stands at `(s - shard.index) / shard.of`. */
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

/** Streams that one VU holds at once: an event loop of k6's carries this many without being late. */
const streamsOfVu = 50;
/** How long k6 may go on after the plan should be through, in milliseconds. */
const overtimeMs = 20_000;

/** The same plan for k6: the cuts fall at times, because stock k6 cannot cut at an event. */
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

/** Planned cuts that no time could be found for, so that they are left out. */
export function cutsLeftOut(plan: FacePlan): number {
  return plan.streams.reduce((sum, { cuts, workload }) => sum + cuts.length - timeCuts(cuts, workload).length, 0);
}
