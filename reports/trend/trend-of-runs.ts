import type { Results, Summary, Verdict } from "../../harness/gate/results.ts";
import { type Drift, drift, fewestPoints } from "./drift.ts";

export type TrendVerdict = "better" | "steady" | "worse" | "can't say";

interface TrendRun {
  readonly run_id: string;
  readonly started_at: string;
  readonly verdict: Verdict;
  readonly git_commit: string | null;
}

export interface TrendRow {
  readonly metric: keyof Summary;
  readonly unit: "%" | "ms";
  /** Whether it is a gate. Only gates decide the trend's verdict. */
  readonly gate: boolean;
  /** A value for each run, null where it measured none. */
  readonly values: readonly (number | null)[];
  /** The slope is per day. */
  readonly drift: Drift | null;
  readonly verdict: TrendVerdict;
  readonly reason: string;
}

export interface Trend {
  readonly profile: string;
  /** The number of runs of other profiles, which have another load. */
  readonly left_out: number;
  readonly runs: readonly TrendRun[];
  readonly rows: readonly TrendRow[];
  readonly verdict: TrendVerdict;
  /** 0: no gate metric drifts for the worse. 1: one does. 3: one is unclear. */
  readonly exit_code: 0 | 1 | 3;
}

const watched = [
  { metric: "resume_success_rate", unit: "%", gate: true, up: "good" },
  { metric: "buffer_trim_rate", unit: "%", gate: true, up: "bad" },
  { metric: "error_rate", unit: "%", gate: true, up: "bad" },
  { metric: "reconnect_p99_ms", unit: "ms", gate: true, up: "bad" },
  { metric: "reconnect_p50_ms", unit: "ms", gate: false, up: "bad" },
  { metric: "latency_p99_ms", unit: "ms", gate: false, up: "bad" },
] as const satisfies readonly { metric: keyof Summary; unit: string; gate: boolean; up: string }[];

/** A drift is reported when chance would show one as strong in fewer than 1 of 100 such rows. That is stricter than 5, as there are six rows. */
const significance = 0.01;
const dayMs = 86_400_000;

/** The drift over runs of one profile, by default the newest run's. */
export function trend(all: readonly Results[], wanted?: string): Trend {
  const sorted = [...all].sort((a, b) => Date.parse(a.started_at) - Date.parse(b.started_at));
  const profile = wanted ?? sorted.at(-1)?.profile ?? "";
  const runs = sorted.filter((run) => run.profile === profile);
  const rows = watched.map((each) => row(runs, each));
  const gates = new Set(rows.filter(({ gate }) => gate).map(({ verdict }) => verdict));
  const [verdict, exit_code]: [TrendVerdict, 0 | 1 | 3] = gates.has("worse")
    ? ["worse", 1]
    : gates.has("can't say")
      ? ["can't say", 3]
      : [gates.has("better") ? "better" : "steady", 0];
  return {
    profile,
    left_out: sorted.length - runs.length,
    runs: runs.map((run) => ({
      run_id: run.run_id,
      started_at: run.started_at,
      verdict: run.verdict,
      git_commit: run.environment.gitCommit,
    })),
    rows,
    verdict,
    exit_code,
  };
}

function row(runs: readonly Results[], { metric, unit, gate, up }: (typeof watched)[number]): TrendRow {
  const values = runs.map((run) => run.summary[metric]);
  const points = runs.flatMap((run, i) => {
    const y = values[i];
    return typeof y === "number" ? [{ x: Date.parse(run.started_at) / dayMs, y }] : [];
  });
  const found = drift(points);
  const seen = { metric, unit, gate, values, drift: found };
  if (!found) {
    return { ...seen, verdict: "can't say", reason: `${points.length} runs measured it; ${fewestPoints} are needed` };
  }
  const reason = `${perDay(found.slope)} ${unit === "%" ? "points" : unit} a day, p ${found.p < 0.001 ? "< 0.001" : found.p.toFixed(3)}`;
  if (found.p >= significance) return { ...seen, verdict: "steady", reason };
  return { ...seen, verdict: found.s > 0 === (up === "good") ? "better" : "worse", reason };
}

function perDay(slope: number): string {
  const text = Number(slope.toPrecision(3)).toString();
  return slope > 0 ? `+${text}` : text;
}
