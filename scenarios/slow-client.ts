import type { Scenario } from "../harness/plan/scenario.ts";

/** Readers that stall. The server may keep only a bounded amount for each, and nobody else may notice. */
export const slowClient: Scenario = {
  name: "slow-client",
  cause: "Clients keep their connection but stop reading, so the server keeps everything that it could not send them.",
  symptom: "The server's memory grows with each stalled reader, until it is killed; resumes still work until then.",
  fix: "A smaller SSE_OUTAGE_JOURNAL_EVENTS: a stream waits for its reader when half of its journal is unread.",
  timeScale: 1,
  load: [
    {
      role: "cut",
      streams: 220,
      arriveWithinMs: 10_000,
      events: 40,
      intervalMs: 40,
      eventBytes: 512,
      cuts: [{ afterEvents: [5, 25], where: ["after-event", "mid-event"], awayMs: [100, 900] }],
    },
    { role: "uncut", streams: 40, arriveWithinMs: 10_000, events: 40, intervalMs: 40, eventBytes: 512, cuts: [] },
  ],
  symptoms: [{ kind: "disproved", fault: "stalled-readers" }],
  inject: {
    server: { SSE_OUTAGE_JOURNAL_EVENTS: "8192" },
    faults: [
      {
        kind: "stalled-readers",
        atMs: 500,
        options: { readers: 12, events: 4_000, intervalMs: 18, eventBytes: 32_768, maxGrowthMb: 72 },
      },
    ],
    client: { retries: 3, startAnew: true },
    expect: { uncutMustComplete: true },
  },
  fixed: {
    server: { SSE_OUTAGE_JOURNAL_EVENTS: "32" },
    faults: [
      {
        kind: "stalled-readers",
        atMs: 500,
        options: { readers: 12, events: 4_000, intervalMs: 18, eventBytes: 32_768, maxGrowthMb: 72 },
      },
    ],
    client: { retries: 3, startAnew: true },
    expect: { uncutMustComplete: true },
  },
};
