import type { Scenario } from "../harness/plan/scenario.ts";

/** Runbook, cause 4. One workload overruns 256 events, the other 1.5 MiB; neither overruns 512 events and 3.0 MiB. */
export const bufferTrim: Scenario = {
  name: "buffer-trim",
  cause: "The buffer was trimmed before the client came back (runbook, cause 4).",
  symptom: "410 BUFFER_TRIMMED while the stream runs, a partial recovery after its end; buffer_trim_rate over 0.5 %.",
  fix: "SSE_BUFFER_MAX_EVENTS=512 and SSE_BUFFER_MAX_SIZE_MB=3.0.",
  timeScale: 1,
  load: [
    {
      role: "cut",
      streams: 120,
      arriveWithinMs: 36_000,
      events: 440,
      intervalMs: 8,
      eventBytes: 256,
      cuts: [
        { afterEvents: [5, 20], where: ["after-event", "mid-event"], awayMs: [3_000, 4_400] },
        { afterEvents: [200, 300], where: ["after-event"], awayMs: [50, 300] },
      ],
    },
    {
      role: "cut",
      streams: 90,
      arriveWithinMs: 36_000,
      events: 60,
      intervalMs: 30,
      eventBytes: 32_768,
      cuts: [
        { afterEvents: [2, 4], where: ["after-event", "mid-event"], awayMs: [2_800, 3_600] },
        { afterEvents: [30, 40], where: ["after-event"], awayMs: [50, 300] },
      ],
    },
  ],
  symptoms: [{ kind: "refused", status: 410, code: "BUFFER_TRIMMED" }, { kind: "partial" }],
  inject: {
    server: { SSE_BUFFER_MAX_EVENTS: "256", SSE_BUFFER_MAX_SIZE_MB: "1.5" },
    faults: [],
    client: { retries: 0, startAnew: false },
    expect: { minShare: 90, phase: "all", telemetry: ["assist.sse.buffer_trimmed"] },
  },
  fixed: {
    server: { SSE_BUFFER_MAX_EVENTS: "512", SSE_BUFFER_MAX_SIZE_MB: "3.0" },
    faults: [],
    client: { retries: 3, startAnew: true },
  },
};
