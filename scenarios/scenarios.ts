import type { Scenario } from "../harness/plan/scenario.ts";
import { baseline } from "./baseline.ts";
import { bufferPressure } from "./buffer-pressure.ts";
import { bufferTrim } from "./buffer-trim.ts";
import { clockSkew } from "./clock-skew.ts";
import { deployRestart } from "./deploy-restart.ts";
import { orphanedKeys } from "./orphaned-keys.ts";
import { proxyIdle } from "./proxy-idle.ts";
import { redisEviction } from "./redis-eviction.ts";
import { redisFailover } from "./redis-failover.ts";
import { redisLatency } from "./redis-latency.ts";
import { redisMemory } from "./redis-memory.ts";
import { redisOutage } from "./redis-outage.ts";
import { redisPartition } from "./redis-partition.ts";
import { resumeStorm } from "./resume-storm.ts";
import { secretRotation } from "./secret-rotation.ts";
import { slowClient } from "./slow-client.ts";
import { snapshotOnly } from "./snapshot-only.ts";
import { tokenExpiry } from "./token-expiry.ts";
import { tokenForgery } from "./token-forgery.ts";

/** To add a scenario: write its file, add its line, give it a section in docs/runbook.md. */
export const scenarios: readonly Scenario[] = [
  baseline,
  tokenExpiry,
  secretRotation,
  redisOutage,
  bufferTrim,
  snapshotOnly,
  redisLatency,
  redisPartition,
  redisMemory,
  redisEviction,
  redisFailover,
  bufferPressure,
  orphanedKeys,
  slowClient,
  deployRestart,
  resumeStorm,
  proxyIdle,
  clockSkew,
  tokenForgery,
];
