import type { Scenario } from "../harness/plan/scenario.ts";

/** A model that thinks for seconds, behind an nginx that waits for two. 60 s of its default are 2 s here. */
export const proxyIdle: Scenario = {
  name: "proxy-idle",
  cause: "A proxy before the server gives up streams that are silent for a while, and buffers what it should pass on.",
  symptom: "Connections are lost in the middle of pauses, again and again, and events come late and in heaps.",
  fix: "SSE_HEARTBEAT_SEC below the proxy's read timeout, and a proxy that heeds X-Accel-Buffering: no.",
  timeScale: 1,
  load: [
    {
      role: "cut",
      streams: 240,
      arriveWithinMs: 5_000,
      events: 4,
      intervalMs: 2_500,
      eventBytes: 512,
      cuts: [{ afterEvents: [1, 3], where: ["after-event"], awayMs: [100, 600] }],
    },
    { role: "uncut", streams: 40, arriveWithinMs: 4_000, events: 4, intervalMs: 2_500, eventBytes: 512, cuts: [] },
  ],
  symptoms: [{ kind: "lost-connection" }],
  inject: {
    server: { SSE_HEARTBEAT_SEC: "15" },
    front: { kind: "nginx", readTimeoutSec: 2, ignoreHeaders: true },
    faults: [{ kind: "proxy-timeout", atMs: 0 }],
    client: { retries: 0, startAnew: false },
    expect: { minShare: 50, phase: "all", redGates: ["error_rate"], tolerate: ["unfinished", "unexpected-status"] },
  },
  fixed: {
    server: { SSE_HEARTBEAT_SEC: "0.5" },
    front: { kind: "nginx", readTimeoutSec: 2, ignoreHeaders: false },
    faults: [{ kind: "proxy-timeout", atMs: 0 }],
    client: { retries: 3, startAnew: true },
    expect: { uncutMustComplete: true },
  },
};
