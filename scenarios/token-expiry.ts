import type { Scenario } from "../harness/plan/scenario.ts";

/** Runbook, cause 1. 15 minutes of token life are 2 s here, an absence of 22 to 30 minutes 3 to 4 s. */
export const tokenExpiry: Scenario = {
  name: "token-expiry",
  cause: "Clients come back after their token's life (runbook, cause 1).",
  symptom: "410 RESUME_TOKEN_EXPIRED on nearly all resumes.",
  fix: "A longer SSE_SNAPSHOT_TTL_SEC; a client that is still too late starts a new stream and does not retry.",
  timeScale: 450,
  load: [
    {
      role: "cut",
      streams: 240,
      arriveWithinMs: 6_000,
      events: 40,
      intervalMs: 50,
      eventBytes: 512,
      cuts: [
        { afterEvents: [5, 20], where: ["after-event", "mid-event"], awayMs: [3_000, 4_000] },
        { afterEvents: [25, 35], where: ["after-event"], awayMs: [50, 300] },
      ],
    },
    {
      role: "late",
      streams: 12,
      arriveWithinMs: 2_000,
      events: 40,
      intervalMs: 50,
      eventBytes: 512,
      cuts: [{ afterEvents: [5, 20], where: ["after-event"], awayMs: [9_500, 10_000] }],
    },
  ],
  symptoms: [{ kind: "refused", status: 410, code: "RESUME_TOKEN_EXPIRED" }],
  inject: {
    server: { SSE_SNAPSHOT_TTL_SEC: "2", SSE_STATE_TTL_SEC: "8" },
    faults: [],
    client: { retries: 0, startAnew: false },
    expect: { minShare: 90, phase: "all" },
  },
  fixed: {
    server: { SSE_SNAPSHOT_TTL_SEC: "8", SSE_STATE_TTL_SEC: "8" },
    faults: [],
    client: { retries: 3, startAnew: true },
  },
};
