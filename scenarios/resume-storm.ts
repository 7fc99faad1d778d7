import type { Scenario } from "../harness/plan/scenario.ts";

/**
 * All clients are cut at the same moment and come back within about a second, all from one address. Meanwhile somebody sends bad
 * tokens, which must not slow down others.
 */
export const resumeStorm: Scenario = {
  name: "resume-storm",
  cause: "A network break ends all connections at once, and all clients of one key come back within a second.",
  symptom: "429 RATE_LIMITED on most resumes: SSE_RESUME_LIVE_RPM is meant for single users.",
  fix: "SSE_RESUME_LIVE_RPM above what a break sends back at once; clients spread their return over a second and more.",
  timeScale: 1,
  load: [
    {
      role: "cut",
      streams: 360,
      arriveWithinMs: 900,
      events: 40,
      intervalMs: 80,
      eventBytes: 512,
      cuts: [{ afterEvents: [12, 12], where: ["after-event"], awayMs: [2_000, 2_000] }],
    },
    { role: "uncut", streams: 40, arriveWithinMs: 3_000, events: 40, intervalMs: 80, eventBytes: 512, cuts: [] },
  ],
  symptoms: [{ kind: "refused", status: 429, code: "RATE_LIMITED" }],
  inject: {
    server: { SSE_RESUME_LIVE_RPM: "60" },
    faults: [{ kind: "bad-token-storm", atMs: 500, options: { rate: 200 } }],
    client: { retries: 0, startAnew: false },
    // 60 get through in a minute, and 60 more where the load lies on both sides of a full minute: 240 of 360 are refused then.
    expect: { minShare: 60, phase: "all", uncutMustComplete: true },
  },
  fixed: {
    server: { SSE_RESUME_LIVE_RPM: "600" },
    faults: [{ kind: "bad-token-storm", atMs: 500, options: { rate: 200 } }],
    client: { retries: 0, startAnew: false, jitterMs: 1_500 },
    limits: { silenceMs: 1_500 }, // an event is due each 80 ms, storm or not
    expect: { uncutMustComplete: true },
  },
};
