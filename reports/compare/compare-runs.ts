import type { Results, Summary } from "../../harness/gate/results.ts";
import { type ComparedMetric, compareDefects, compareRate, compareTime } from "./compare-metrics.ts";
import { defects, sharedCounts } from "./shared-faces.ts";

/** How large a change must be to count. */
export interface CompareLimits {
  /** Percentage points by which two rates may differ and still count as the same. */
  readonly marginPoints: number;
  /** Percent by which two times may differ and still count as the same; they have no interval. */
  readonly tolerancePercent: number;
}
export const defaultLimits: CompareLimits = { marginPoints: 0.5, tolerancePercent: 20 };

export interface MetricRow extends ComparedMetric {
  readonly metric: string;
  /** Whether it is a gate. Only gates decide the comparison's verdict. */
  readonly gate: boolean;
  readonly unit: "%" | "ms" | "count";
}

export interface Comparison {
  readonly a: RunLabel;
  readonly b: RunLabel;
  /** In what the runs differ beside their results, a sentence each. */
  readonly notes: readonly string[];
  readonly metrics: readonly MetricRow[];
  readonly verdict: ComparedMetric["verdict"];
  /** 0: no gate metric of B is worse. 1: one is. 3: one is unclear. */
  readonly exit_code: 0 | 1 | 3;
  readonly limits: CompareLimits;
}

interface RunLabel {
  readonly run_id: string;
  readonly started_at: string;
  readonly profile: string;
  readonly git_commit: string | null;
}

/** Percentiles, with the share of the values that lies above each. */
const times = [
  { metric: "reconnect_p50_ms", gate: false, above: 0.5, of: "resume_successes" },
  { metric: "reconnect_p95_ms", gate: false, above: 0.05, of: "resume_successes" },
  { metric: "reconnect_p99_ms", gate: true, above: 0.01, of: "resume_successes" },
  { metric: "latency_p50_ms", gate: false, above: 0.5, of: "streams_started" },
  { metric: "latency_p95_ms", gate: false, above: 0.05, of: "streams_started" },
  { metric: "latency_p99_ms", gate: false, above: 0.01, of: "streams_started" },
] as const satisfies readonly { metric: keyof Summary; gate: boolean; above: number; of: keyof Summary }[];

/** Run B beside run A, metric by metric. Only faces that have to be green and that both runs have are counted. */
export function compare(a: Results, b: Results, limits: CompareLimits = defaultLimits): Comparison {
  const shared = sharedCounts(a, b);
  const metrics = [...rateRows(shared.a, shared.b, limits), ...timeRows(a, b, shared.same, limits)];
  for (const metric of defects) {
    const compared = compareDefects(
      { count: shared.a[metric], events: shared.a.events_received },
      { count: shared.b[metric], events: shared.b.events_received },
    );
    metrics.push({ metric, gate: true, unit: "count", ...compared });
  }
  const { verdict, exit_code } = overall(metrics);
  return { a: label(a), b: label(b), notes: differences(a, b, shared.notes), metrics, verdict, exit_code, limits };
}

type Counts = ReturnType<typeof sharedCounts>["a"];

function rateRows(a: Counts, b: Counts, { marginPoints }: CompareLimits): MetricRow[] {
  const row = (metric: string, up: "good" | "bad", part: (c: Counts) => number, whole: (c: Counts) => number) => ({
    metric,
    gate: true,
    unit: "%" as const,
    ...compareRate({ part: part(a), whole: whole(a) }, { part: part(b), whole: whole(b) }, { up, marginPoints }),
  });
  return [
    row(
      "resume_success_rate",
      "good",
      (c) => c.resume_successes,
      (c) => c.resume_eligible,
    ),
    row(
      "buffer_trim_rate",
      "bad",
      (c) => c.buffer_trims,
      (c) => c.streams_started,
    ),
    row(
      "error_rate",
      "bad",
      (c) => c.errors_total,
      (c) => c.streams_started + c.resume_attempts, // each start and each resume is a request
    ),
  ];
}

/** Percentiles cannot be computed for a part of the faces, so they are compared only when both runs had the same faces. */
function timeRows(a: Results, b: Results, same: boolean, limits: CompareLimits): MetricRow[] {
  const machines = machineOf(a) === machineOf(b) && a.profile === b.profile;
  const why = !same ? "the runs had different scenarios" : machines ? null : "different machine or profile";
  return times.map(({ metric, gate, above, of }) => ({
    metric,
    gate,
    unit: "ms",
    ...compareTime(
      { value: a.summary[metric], values: a.summary[of] },
      { value: b.summary[metric], values: b.summary[of] },
      { above, tolerancePercent: limits.tolerancePercent, incomparable: why },
    ),
  }));
}

/** The worst gate metric decides. If one is unclear, so is the whole. */
function overall(rows: readonly MetricRow[]): Pick<Comparison, "verdict" | "exit_code"> {
  const compared = new Set(rows.filter(({ gate }) => gate).map(({ verdict }) => verdict));
  if (compared.has("worse")) return { verdict: "worse", exit_code: 1 };
  if (compared.has("can't say")) return { verdict: "can't say", exit_code: 3 };
  return { verdict: compared.has("better") ? "better" : "same", exit_code: 0 };
}

function differences(a: Results, b: Results, notes: readonly string[]): string[] {
  const pairs: [string, string, string][] = [
    ["profile", a.profile, b.profile],
    ["machine", machineOf(a), machineOf(b)],
    ["Redis", a.environment.redis, b.environment.redis],
    ["target", a.environment.target, b.environment.target],
    ["seed", String(a.seed), String(b.seed)],
  ];
  const other = pairs
    .filter(([, one, two]) => one !== two)
    .map(([what, one, two]) => `Another ${what}: ${one}, ${two}.`);
  return [...(a.run_id === b.run_id ? ["Both files are of the same run."] : []), ...other, ...notes];
}

function machineOf({ environment: { platform, cores, node } }: Results): string {
  return `${platform}, ${cores} cores, node ${node}`;
}

function label({ run_id, started_at, profile, environment }: Results): RunLabel {
  return { run_id, started_at, profile, git_commit: environment.gitCommit };
}
