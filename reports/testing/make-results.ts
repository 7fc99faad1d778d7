import type { FaceResult, Gate, Results, ScenarioRow, Summary } from "../../harness/gate/results.ts";

const zero: Summary = {
  streams_started: 0,
  streams_completed: 0,
  streams_failed: 0,
  resume_attempts: 0,
  resume_eligible: 0,
  resume_successes: 0,
  resume_success_rate: null,
  resume_success_rate_low: null,
  resume_success_rate_high: null,
  raw_resume_rate: null,
  partial_recoveries: 0,
  buffer_trims: 0,
  buffer_trim_rate: null,
  events_received: 0,
  redelivered: 0,
  lost: 0,
  duplicated: 0,
  reordered: 0,
  corrupted: 0,
  phantom: 0,
  misnumbered: 0,
  wrongly_accepted: 0,
  wrongly_refused: 0,
  protocol_violations: 0,
  unfinished: 0,
  errors_total: 0,
  error_rate: null,
  reconnect_p50_ms: null,
  reconnect_p95_ms: null,
  reconnect_p99_ms: null,
  reconnect_max_ms: null,
  latency_p50_ms: null,
  latency_p95_ms: null,
  latency_p99_ms: null,
  latency_max_ms: null,
  dropped_arrivals: 0,
  seed: 1,
  duration_ms: 0,
};

/** A summary whose rates follow from its counts. */
export function madeSummary(counts: Partial<Summary> = {}): Summary {
  const summary = { ...zero, ...counts };
  const rate = (part: number, whole: number) => (whole > 0 ? (100 * part) / whole : null);
  return {
    ...summary,
    resume_success_rate: rate(summary.resume_successes, summary.resume_eligible),
    buffer_trim_rate: rate(summary.buffer_trims, summary.streams_started),
    ...counts,
  };
}

/** What a made-up run is to be like; the counts become those of its one fixed face and of the whole run. */
export interface MadeRun {
  readonly id?: string;
  readonly at?: string;
  readonly profile?: string;
  readonly counts?: Partial<Summary>;
  /** The scenario's name. */
  readonly scenario?: string;
  readonly environment?: Partial<Results["environment"]>;
}

/** Results as a run would write them, with one scenario of two faces. They fit the schema. */
export function madeResults(made: MadeRun = {}): Results {
  const started = made.at ?? "2026-03-01T12:00:00.000Z";
  const summary = madeSummary(made.counts ?? { streams_started: 250, resume_eligible: 1_000, resume_successes: 999 });
  const gate: Gate = { limit: 98, op: ">=", value: summary.resume_success_rate, verdict: "pass", reason: "made up" };
  const face = (name: "inject" | "fixed"): FaceResult => ({
    face: name,
    expected: name === "inject" ? "red" : "green",
    observed: name === "inject" ? "fail" : "pass",
    verdict: "pass",
    reasons: [],
    summary:
      name === "fixed" ? summary : madeSummary({ resume_eligible: 100, resume_successes: 3, streams_started: 90 }),
    gates: { resume_success_rate: gate },
    symptom: null,
    answers: { "200": summary.resume_successes },
    faults: [],
    phases: [],
    telemetry: { "assist.sse.resume_expired": name === "inject" ? 97 : 0 },
    findings: [],
    started_at: started,
    ended: "complete",
    stopped_early: null,
  });
  const row: ScenarioRow = {
    name: made.scenario ?? "token-expiry",
    verdict: "pass",
    reasons: [],
    faces: [face("inject"), face("fixed")],
  };
  return {
    schema: "sse_live_resume.v2",
    run_id: made.id ?? "run-1",
    started_at: started,
    profile: made.profile ?? "pr",
    seed: 1,
    verdict: "pass",
    exit_code: 0,
    reasons: [],
    summary,
    gates: { resume_success_rate: gate },
    scenarios: [row],
    windows: [],
    environment: {
      node: "v24.0.0",
      harness: "0.1.0",
      platform: "linux x64",
      cores: 2,
      redis: "redis 7",
      target: "reference server",
      gitCommit: "0123456789abcdef0123456789abcdef01234567",
      ...made.environment,
    },
  };
}
