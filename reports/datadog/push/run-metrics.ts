import type { v1 } from "@datadog/datadog-api-client";
import type { FaceResult, Results, Summary } from "../../../harness/gate/results.ts";
import { gateSource } from "../production-queries.ts";

const counts = [
  "streams_started",
  "resume_attempts",
  "resume_eligible",
  "resume_successes",
  "partial_recoveries",
  "buffer_trims",
  "events_received",
  "lost",
  "duplicated",
  "reordered",
  "corrupted",
  "phantom",
  "errors_total",
] as const satisfies readonly (keyof Summary)[];

const gauges = [
  "resume_success_rate",
  "buffer_trim_rate",
  "error_rate",
  "reconnect_p50_ms",
  "reconnect_p95_ms",
  "reconnect_p99_ms",
  "latency_p50_ms",
  "latency_p95_ms",
  "latency_p99_ms",
] as const satisfies readonly (keyof Summary)[];

/**
 * A run as Datadog's series: what each face measured under `assist.sse.gate.`, what its server counted under the server's own
 * names, and the gates. A figure that was not measured is not sent. The run's id is not a tag, because each run would be a new series.
 */
export function runMetrics(results: Results): v1.Series[] {
  const at = Math.floor(runEnd(results) / 1_000);
  const tags = runTags(results);
  const series: v1.Series[] = [
    gauge("assist.sse.gate.passed", at, results.verdict === "pass" ? 1 : 0, tags),
    ...Object.entries(results.gates).flatMap(([name, gate]) => [
      ...(gate.value === null ? [] : [gauge("assist.sse.gate.value", at, gate.value, [...tags, `gate:${name}`])]),
      gauge("assist.sse.gate.limit", at, gate.limit, [...tags, `gate:${name}`]),
    ]),
  ];
  for (const { name, faces } of results.scenarios) {
    for (const face of faces) if (face.ended !== "missing") series.push(...faceMetrics(face, name, tags));
  }
  return series;
}

function faceMetrics(face: FaceResult, scenario: string, ofRun: readonly string[]): v1.Series[] {
  const at = Math.floor(faceEnd(face) / 1_000);
  const tags = [
    ...ofRun.filter((tag) => !tag.startsWith("verdict:")),
    `scenario:${scenario}`,
    `face:${face.face}`,
    `verdict:${face.verdict}`,
  ];
  return [
    ...counts.map((name) => count(`assist.sse.gate.${name}`, at, face.summary[name], tags)),
    ...gauges.flatMap((name) => {
      const value = face.summary[name];
      return value === null ? [] : [gauge(`assist.sse.gate.${name}`, at, value, tags)];
    }),
    ...Object.entries(face.telemetry).map(([name, value]) => count(name, at, value, tags)),
  ];
}

export function runTags({ profile, verdict, environment }: Results): string[] {
  const commit = environment.gitCommit;
  return [gateSource, `profile:${profile}`, `verdict:${verdict}`, ...(commit ? [`git.commit.sha:${commit}`] : [])];
}

function gauge(metric: string, at: number, value: number, tags: readonly string[]): v1.Series {
  return { metric, type: "gauge", points: [[at, value]], tags: [...tags] };
}

/** Counted within one second, as far as Datadog is concerned: it only adds them up. */
function count(metric: string, at: number, value: number, tags: readonly string[]): v1.Series {
  return { metric, type: "count", interval: 1, points: [[at, value]], tags: [...tags] };
}

/** The end of a face, milliseconds since the epoch. */
function faceEnd(face: FaceResult): number {
  return Date.parse(face.started_at) + face.summary.duration_ms;
}

/** The end of the last face, milliseconds since the epoch. A point at the start of a long run would come too late for Datadog. */
export function runEnd({ started_at, scenarios }: Results): number {
  const faces = scenarios.flatMap((row) => row.faces).filter(({ ended }) => ended !== "missing");
  return faces.map(faceEnd).reduce((last, end) => Math.max(last, end), Date.parse(started_at));
}
