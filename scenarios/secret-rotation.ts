import type { Scenario } from "../harness/plan/scenario.ts";

/** Runbook, cause 2. A token lives 6 s here instead of 15 minutes. */
export const secretRotation: Scenario = {
  name: "secret-rotation",
  cause: "The HMAC secret was replaced at once, so tokens in the clients' hands no longer verify (runbook, cause 2).",
  symptom: "401 RESUME_TOKEN_INVALID on the resumes after the rotation.",
  fix: "node scripts/rotate-hmac.mjs --gradual: the old key is accepted for one more token life.",
  timeScale: 150,
  load: [
    {
      role: "cut",
      streams: 260,
      arriveWithinMs: 5_000,
      events: 50,
      intervalMs: 50,
      eventBytes: 512,
      cuts: [
        { afterEvents: [5, 20], where: ["after-event", "mid-event"], awayMs: [3_000, 4_000], otherInstance: true },
        { afterEvents: [25, 45], where: ["after-event"], awayMs: [50, 1_500], otherInstance: true },
      ],
    },
    { role: "uncut", streams: 20, arriveWithinMs: 8_000, events: 50, intervalMs: 50, eventBytes: 512, cuts: [] },
  ],
  symptoms: [{ kind: "refused", status: 401, code: "RESUME_TOKEN_INVALID" }],
  inject: {
    server: { SSE_SNAPSHOT_TTL_SEC: "6" },
    instances: 2,
    faults: [{ kind: "secret-replaced", atMs: 4_000 }],
    client: { retries: 0, startAnew: false },
    expect: { minShare: 50, phase: "fault", uncutMustComplete: true },
  },
  fixed: {
    server: { SSE_SNAPSHOT_TTL_SEC: "6" },
    instances: 2,
    faults: [{ kind: "secret-rotated", atMs: 4_000, options: { tokenLifeSec: 6 } }],
    client: { retries: 0, startAnew: false },
    expect: { uncutMustComplete: true },
  },
};
