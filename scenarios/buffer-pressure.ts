import type { Scenario } from "../harness/plan/scenario.ts";

/** Large payloads: a stream has 0.36 MiB, its buffer may have 0.25. Compressed it takes 0.6 of that. */
export const bufferPressure: Scenario = {
  name: "buffer-pressure",
  cause: "Payloads have grown, and buffers run full (alert: buffer_fill_ratio over 0.8).",
  symptom: "410 BUFFER_TRIMMED or a partial recovery on late resumes; buffer_fill_ratio at 1.",
  fix: "SSE_BUFFER_COMPRESS=true; SSE_BUFFER_TRIM_PAYLOADS=true lets payloads go before events when even that is full.",
  timeScale: 1,
  load: [
    {
      role: "cut",
      streams: 220,
      arriveWithinMs: 15_000,
      events: 44,
      intervalMs: 20,
      eventBytes: 8_192,
      cuts: [{ afterEvents: [2, 4], where: ["after-event", "mid-event"], awayMs: [2_500, 3_500] }],
    },
  ],
  symptoms: [{ kind: "refused", status: 410, code: "BUFFER_TRIMMED" }, { kind: "partial" }],
  inject: {
    server: { SSE_BUFFER_MAX_SIZE_MB: "0.25" },
    faults: [],
    client: { retries: 0, startAnew: false },
    expect: { minShare: 90, phase: "all", telemetry: ["assist.sse.buffer_trimmed"] },
  },
  fixed: {
    server: { SSE_BUFFER_MAX_SIZE_MB: "0.25", SSE_BUFFER_COMPRESS: "true", SSE_BUFFER_TRIM_PAYLOADS: "true" },
    faults: [{ kind: "fill-ratio", atMs: 200, options: { maxPercent: 80 } }],
    client: { retries: 3, startAnew: true },
  },
};
