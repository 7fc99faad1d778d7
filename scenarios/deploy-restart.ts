import type { Scenario } from "../harness/plan/scenario.ts";

/**
 * A deployment of three instances: two get SIGTERM in the middle of the load, the third is killed when no stream runs on it
 * and clients are away. (If its instance is killed, a stream cannot go on, and its client starts anew.)
 */
export const deployRestart: Scenario = {
  name: "deploy-restart",
  cause: "Instances are restarted one after the other while streams run on them.",
  symptom: "Lost connections and 503 SHUTTING_DOWN; streams that were running never end.",
  fix: "SHUTDOWN_GRACE_SEC longer than a stream, one address before all instances, clients that retry.",
  timeScale: 1,
  load: [
    {
      role: "cut",
      streams: 200,
      arriveWithinMs: 5_500,
      events: 30,
      intervalMs: 40,
      eventBytes: 512,
      cuts: [
        { afterEvents: [3, 20], where: ["after-event", "mid-event"], awayMs: [500, 3_500] },
        { afterEvents: [22, 27], where: ["after-event"], awayMs: [50, 300] },
      ],
    },
    {
      role: "cut",
      streams: 120,
      arriveAfterMs: 9_000,
      arriveWithinMs: 2_500,
      events: 30,
      intervalMs: 40,
      eventBytes: 512,
      cuts: [
        { afterEvents: [3, 20], where: ["after-event", "mid-event"], awayMs: [300, 900] },
        { afterEvents: [22, 27], where: ["after-event"], awayMs: [50, 300] },
      ],
    },
  ],
  symptoms: [{ kind: "lost-connection" }, { kind: "refused", status: 503, code: "SHUTTING_DOWN" }],
  inject: {
    server: { SHUTDOWN_GRACE_SEC: "0", SSE_RESUME_LIVE_TIMEOUT_SEC: "2" },
    instances: 3,
    faults: [{ kind: "rolling-restart", atMs: 1_500, options: { everyMs: 2_500, killAtMs: 6_500 } }],
    client: { retries: 0, startAnew: false },
    expect: {
      minShare: 15,
      phase: "all",
      redGates: ["error_rate"],
      tolerate: ["unfinished", "ended-early", "unresumable", "stalled"],
    },
  },
  fixed: {
    server: { SHUTDOWN_GRACE_SEC: "5", SSE_RESUME_LIVE_TIMEOUT_SEC: "2" },
    instances: 3,
    front: { kind: "balancer" },
    faults: [{ kind: "rolling-restart", atMs: 1_500, options: { everyMs: 2_500, killAtMs: 6_500 } }],
    client: { retries: 5, startAnew: true },
  },
};
