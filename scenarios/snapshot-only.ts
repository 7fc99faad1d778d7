import type { Scenario } from "../harness/plan/scenario.ts";

/** The runbook's escalation: if live resume does not work, each client at least gets its graph. */
export const snapshotOnly: Scenario = {
  name: "snapshot-only",
  cause: "Live resume is broken (here: hardly anything is kept), and the cause is not found in time (escalation).",
  symptom: "410 BUFFER_TRIMMED on nearly all resumes, so clients lose graphs that were finished.",
  fix: "SSE_RESUME_MODE=snapshot: no events, but each client gets its final graph, which is all that is promised then.",
  timeScale: 1,
  load: [
    {
      role: "cut",
      streams: 300,
      arriveWithinMs: 6_000,
      events: 40,
      intervalMs: 50,
      eventBytes: 512,
      cuts: [{ afterEvents: [5, 20], where: ["after-event", "mid-event"], awayMs: [600, 900] }],
    },
  ],
  symptoms: [{ kind: "refused", status: 410, code: "BUFFER_TRIMMED" }, { kind: "partial" }],
  inject: {
    server: { SSE_BUFFER_MAX_EVENTS: "4" },
    faults: [],
    client: { retries: 0, startAnew: false },
    expect: { minShare: 90, phase: "all", telemetry: ["assist.sse.buffer_trimmed"] },
  },
  fixed: {
    server: { SSE_BUFFER_MAX_EVENTS: "4", SSE_RESUME_MODE: "snapshot" },
    faults: [],
    client: { retries: 0, startAnew: false },
    expect: { graphSuffices: true },
  },
};
