import type { Scenario } from "../harness/plan/scenario.ts";

/** The same limit on memory with allkeys-lru: Redis makes room by throwing away what clients still come back for. */
export const redisEviction: Scenario = {
  name: "redis-eviction",
  cause: "Redis has reached maxmemory with allkeys-lru, and evicts the buffers that were not touched for longest.",
  symptom: "404 STREAM_STATE_NOT_FOUND (unknown_stream), 410 BUFFER_TRIMMED or a partial recovery after an absence.",
  fix: "A shorter SSE_STATE_TTL_SEC and SSE_BUFFER_COMPRESS, so that nothing has to be evicted; noeviction for this Redis.",
  timeScale: 1,
  load: [
    {
      role: "cut",
      streams: 220,
      arriveWithinMs: 8_000,
      events: 20,
      intervalMs: 40,
      eventBytes: 4_096,
      cuts: [{ afterEvents: [2, 8], where: ["after-event", "mid-event"], awayMs: [4_000, 5_000] }],
    },
  ],
  symptoms: [
    { kind: "refused", status: 404, code: "STREAM_STATE_NOT_FOUND" },
    { kind: "refused", status: 410, code: "BUFFER_TRIMMED" },
    { kind: "partial" },
  ],
  inject: {
    server: { SSE_STATE_TTL_SEC: "900", SSE_SNAPSHOT_TTL_SEC: "900" },
    faults: [{ kind: "redis-memory-limit", atMs: 0, options: { maxMb: 15, evict: 1, hits: 1 } }],
    client: { retries: 0, startAnew: false },
    expect: { minShare: 30, phase: "fault" },
  },
  fixed: {
    server: { SSE_STATE_TTL_SEC: "6", SSE_SNAPSHOT_TTL_SEC: "12", SSE_BUFFER_COMPRESS: "true" },
    faults: [{ kind: "redis-memory-limit", atMs: 0, options: { maxMb: 15, evict: 1 } }],
    client: { retries: 3, startAnew: true },
  },
};
