import type { Scenario } from "../harness/plan/scenario.ts";

/** The load without a fault: what a release must hold on any day. */
export const baseline: Scenario = {
  name: "baseline",
  cause: "No fault: connections drop as they do on any day.",
  symptom: "None: each resume succeeds, on either of two instances.",
  fix: "Nothing to fix.",
  timeScale: 1,
  load: [
    {
      role: "cut",
      streams: 220,
      arriveWithinMs: 9_000,
      events: 40,
      intervalMs: 50,
      eventBytes: 512,
      cuts: [
        {
          afterEvents: [1, 15],
          where: ["after-event", "mid-event"],
          awayMs: [100, 900],
          otherInstance: true,
          withoutLastEventId: 15,
          withdrawn: 10,
        },
        { afterEvents: [20, 39], where: ["after-event", "mid-event"], awayMs: [0, 400], withoutLastEventId: 15 },
      ],
    },
    { role: "uncut", streams: 40, arriveWithinMs: 9_000, events: 40, intervalMs: 50, eventBytes: 512, cuts: [] },
    { role: "orphan", streams: 8, arriveWithinMs: 9_000, events: 20, intervalMs: 50, eventBytes: 512, cuts: [] },
  ],
  symptoms: [],
  fixed: {
    server: {},
    instances: 2,
    faults: [],
    client: { retries: 3, startAnew: true },
    expect: { uncutMustComplete: true },
  },
};
