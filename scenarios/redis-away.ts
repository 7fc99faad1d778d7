import type { Face, Scenario } from "../harness/plan/scenario.ts";

/** Not a scenario: what the scenarios share in which Redis runs and cannot be reached. */
export const redisAway = {
  load: [
    {
      role: "cut",
      streams: 220,
      arriveWithinMs: 3_500,
      events: 50,
      intervalMs: 50,
      eventBytes: 512,
      cuts: [
        { afterEvents: [5, 20], where: ["after-event", "mid-event"], awayMs: [2_500, 4_000] },
        { afterEvents: [30, 45], where: ["after-event"], awayMs: [50, 300] },
      ],
    },
    { role: "uncut", streams: 40, arriveWithinMs: 5_000, events: 50, intervalMs: 50, eventBytes: 512, cuts: [] },
  ],
  symptoms: [{ kind: "refused", status: 404, code: "STREAM_STATE_NOT_FOUND", reason: "redis_unavailable" }],
} satisfies Pick<Scenario, "load" | "symptoms">;

/** Running streams must not notice it. Streams that start meanwhile are told that they cannot be resumed. */
export const unnoticed = {
  uncutMustComplete: true,
  telemetry: ["assist.sse.redis_unavailable"],
  tolerate: ["unresumable"],
} satisfies Face["expect"];
