import type { Scenario } from "../harness/plan/scenario.ts";

/** Attacks among ordinary load: forged, changed, exchanged and expired tokens. A token lives 4 s here. */
export const tokenForgery: Scenario = {
  name: "token-forgery",
  cause:
    "Somebody tries tokens that are forged, changed, another stream's or expired; one setting lets some of them in.",
  symptom: "An expired token is accepted (wrongly_accepted): whoever finds one in a log can read the stream.",
  fix: "SSE_CLOCK_LEEWAY_SEC no larger than the clocks differ; all that is forged gets 401, all that is expired 410.",
  timeScale: 1,
  load: [
    {
      role: "cut",
      streams: 220,
      arriveWithinMs: 6_000,
      events: 40,
      intervalMs: 40,
      eventBytes: 512,
      cuts: [
        {
          afterEvents: [5, 20],
          where: ["after-event", "mid-event"],
          awayMs: [100, 600],
          probes: ["forged", "self-signed", "unsigned", "swapped-payload", "other-stream"],
        },
      ],
      probesAtEnd: ["expired"],
    },
  ],
  symptoms: [{ kind: "found", finding: "wrongly-accepted" }],
  inject: {
    server: { SSE_SNAPSHOT_TTL_SEC: "4", SSE_CLOCK_LEEWAY_SEC: "3600" },
    faults: [],
    client: { retries: 0, startAnew: false },
    expect: { redGates: ["wrongly_accepted"] },
  },
  fixed: {
    server: { SSE_SNAPSHOT_TTL_SEC: "4", SSE_CLOCK_LEEWAY_SEC: "0" },
    faults: [],
    client: { retries: 3, startAnew: true },
  },
};
