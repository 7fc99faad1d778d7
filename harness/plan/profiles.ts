import type { FaultSpec } from "./scenario.ts";

/** How much load a run makes, and of what. */
export interface Profile {
  readonly name: string;
  readonly purpose: string;
  /** Times the streams of each scenario. */
  readonly factor: number;
  /** For the load without a fault: how long arrivals come, in milliseconds; absent: as the scenario says. */
  readonly durationMs?: number;
  /** Faces side by side, where the usual number would be too many for what it runs. */
  readonly parallel?: number;
  /** The scenarios that it runs; absent: all. */
  readonly scenarios?: readonly string[];
  /** For the load without a fault on our own servers: more settings (the scenario's own win), and monitors. */
  readonly server?: Readonly<Record<string, string>>;
  readonly monitors?: readonly FaultSpec[];
}

/** To add a profile: add its line. */
export const profiles: readonly Profile[] = [
  {
    name: "pr",
    purpose: "the load without a fault and the runbook's four causes, for each pull request, in about a minute",
    factor: 1,
    scenarios: ["baseline", "token-expiry", "secret-rotation", "redis-outage", "buffer-trim"],
  },
  {
    name: "nightly",
    purpose: "every scenario, once a night, in at most 15 minutes on two cores",
    factor: 1,
    parallel: 2,
  },
  {
    name: "soak",
    purpose: "an hour of load without a fault: memory must stay flat, and no key may stay behind",
    factor: 100,
    durationMs: 3_600_000,
    scenarios: ["baseline"],
    server: { SSE_STATE_TTL_SEC: "60", SSE_SNAPSHOT_TTL_SEC: "60" },
    monitors: [{ kind: "leftover-keys", atMs: 0, options: { running: 0, ttlSec: 60 } }],
  },
];
