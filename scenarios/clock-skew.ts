import type { Scenario } from "../harness/plan/scenario.ts";

/** One instance's clock is 90 s ahead. A token lives 60 s, so that instance takes the other one's for expired. */
export const clockSkew: Scenario = {
  name: "clock-skew",
  cause: "The instances' clocks differ by 90 s (no time service), more than a token's life.",
  symptom: "410 RESUME_TOKEN_EXPIRED for fresh tokens, only when a client comes back to another instance.",
  fix: "SSE_CLOCK_LEEWAY_SEC above the difference; then mend the clocks.",
  timeScale: 1,
  load: [
    {
      role: "cut",
      streams: 300,
      arriveWithinMs: 6_000,
      events: 40,
      intervalMs: 50,
      eventBytes: 512,
      cuts: [
        { afterEvents: [5, 20], where: ["after-event", "mid-event"], awayMs: [300, 900], otherInstance: true },
        { afterEvents: [25, 35], where: ["after-event"], awayMs: [50, 300], otherInstance: true },
      ],
    },
  ],
  symptoms: [{ kind: "refused", status: 410, code: "RESUME_TOKEN_EXPIRED" }],
  inject: {
    server: { SSE_SNAPSHOT_TTL_SEC: "60", SSE_CLOCK_LEEWAY_SEC: "0" },
    instances: 2,
    perInstance: [{ REFERENCE_CLOCK_OFFSET_SEC: "0" }, { REFERENCE_CLOCK_OFFSET_SEC: "90" }],
    faults: [{ kind: "clock-skew", atMs: 0, options: { sec: 90 } }],
    client: { retries: 0, startAnew: false },
    expect: { minShare: 55, phase: "all", tolerate: ["wrongly-refused"] },
  },
  fixed: {
    server: { SSE_SNAPSHOT_TTL_SEC: "60", SSE_CLOCK_LEEWAY_SEC: "95" },
    instances: 2,
    perInstance: [{ REFERENCE_CLOCK_OFFSET_SEC: "0" }, { REFERENCE_CLOCK_OFFSET_SEC: "90" }],
    faults: [{ kind: "clock-skew", atMs: 0, options: { sec: 90 } }],
    client: { retries: 3, startAnew: true },
  },
};
