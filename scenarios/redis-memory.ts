import type { Scenario } from "../harness/plan/scenario.ts";

/** Redis is full and refuses writes. What is kept for 15 minutes does not fit; what is kept for 4 s does. */
export const redisMemory: Scenario = {
  name: "redis-memory",
  cause: "Redis has reached maxmemory with noeviction, and refuses every write (OOM).",
  symptom:
    "Resumes bring what was stored before and then nothing more; new streams get no token; uncut streams complete.",
  fix: "A shorter SSE_STATE_TTL_SEC and SSE_SNAPSHOT_TTL_SEC, and SSE_BUFFER_COMPRESS, so that what must be kept fits.",
  timeScale: 1,
  load: [
    {
      role: "cut",
      streams: 220,
      arriveWithinMs: 9_000,
      events: 30,
      intervalMs: 40,
      eventBytes: 4_096,
      cuts: [{ afterEvents: [5, 20], where: ["after-event", "mid-event"], awayMs: [300, 1_200] }],
    },
    { role: "uncut", streams: 20, arriveWithinMs: 9_000, events: 30, intervalMs: 40, eventBytes: 4_096, cuts: [] },
  ],
  symptoms: [
    { kind: "lost-connection" },
    { kind: "refused", status: 404, code: "STREAM_STATE_NOT_FOUND", reason: "redis_unavailable" },
  ],
  inject: {
    server: { SSE_STATE_TTL_SEC: "900", SSE_SNAPSHOT_TTL_SEC: "900", SSE_RESUME_LIVE_TIMEOUT_SEC: "2" },
    faults: [{ kind: "redis-memory-limit", atMs: 0, options: { maxMb: 16, hits: 1 } }],
    client: { retries: 0, startAnew: false },
    expect: {
      minShare: 80,
      phase: "fault",
      uncutMustComplete: true,
      redGates: ["error_rate"],
      tolerate: ["unresumable", "unfinished"],
    },
  },
  fixed: {
    server: { SSE_STATE_TTL_SEC: "4", SSE_SNAPSHOT_TTL_SEC: "6", SSE_BUFFER_COMPRESS: "true" },
    faults: [{ kind: "redis-memory-limit", atMs: 0, options: { maxMb: 16 } }],
    client: { retries: 3, startAnew: true },
    expect: { uncutMustComplete: true },
  },
};
