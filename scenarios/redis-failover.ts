import type { Scenario } from "../harness/plan/scenario.ts";

/** The primary dies with 500 ms of acknowledged writes that the replica never got. The server may still have them, or not. */
export const redisFailover: Scenario = {
  name: "redis-failover",
  cause: "Redis' primary dies; the promoted replica lacks what was acknowledged and not yet replicated.",
  symptom: "410 BUFFER_TRIMMED or a partial recovery: the acknowledged events are in nobody's buffer any more.",
  fix: "SSE_OUTAGE_JOURNAL_EVENTS large enough for the time of a failover: the server appends again what the new one lacks.",
  timeScale: 1,
  load: [
    {
      role: "cut",
      streams: 240,
      arriveWithinMs: 4_000,
      events: 60,
      intervalMs: 50,
      eventBytes: 512,
      cuts: [
        { afterEvents: [5, 20], where: ["after-event", "mid-event"], awayMs: [2_000, 4_000] },
        { afterEvents: [30, 55], where: ["after-event"], awayMs: [50, 300] },
      ],
    },
    { role: "uncut", streams: 40, arriveWithinMs: 5_000, events: 60, intervalMs: 50, eventBytes: 512, cuts: [] },
  ],
  symptoms: [
    { kind: "refused", status: 410, code: "BUFFER_TRIMMED" },
    { kind: "refused", status: 404, code: "STREAM_STATE_NOT_FOUND" },
    { kind: "partial" },
  ],
  inject: {
    server: { SSE_OUTAGE_JOURNAL_EVENTS: "2" },
    faults: [{ kind: "redis-failover", atMs: 2_500, options: { unreplicatedMs: 500 } }],
    client: { retries: 10, startAnew: false },
    expect: {
      minShare: 75,
      phase: "all",
      telemetry: ["assist.sse.redis_unavailable"],
      tolerate: ["unresumable"],
    },
  },
  fixed: {
    server: { SSE_OUTAGE_JOURNAL_EVENTS: "1024" },
    faults: [{ kind: "redis-failover", atMs: 2_500, options: { unreplicatedMs: 500 } }],
    client: { retries: 10, startAnew: true },
    expect: {
      uncutMustComplete: true,
      telemetry: ["assist.sse.redis_unavailable"],
      tolerate: ["unresumable"],
    },
  },
};
