import type { FaultKind, FaultSpec } from "../plan/scenario.ts";
import { badTokenStorm } from "./bad-token-storm.ts";
import { clockSkew } from "./clock-skew.ts";
import type { Fault, FaultMaker, FaultStage } from "./fault.ts";
import { fillRatio } from "./fill-ratio.ts";
import { leftoverKeys } from "./leftover-keys.ts";
import { proxyTimeout } from "./proxy-timeout.ts";
import { redisBlackhole } from "./redis-blackhole.ts";
import { redisFailover } from "./redis-failover.ts";
import { redisKilled, redisStopped } from "./redis-gone.ts";
import { redisLatency } from "./redis-latency.ts";
import { redisMemoryLimit } from "./redis-memory-limit.ts";
import { redisPaused } from "./redis-paused.ts";
import { redisReset } from "./redis-reset.ts";
import { rollingRestart } from "./rolling-restart.ts";
import { secretReplaced } from "./secret-replaced.ts";
import { secretRotated } from "./secret-rotated.ts";
import { stalledReaders } from "./stalled-readers.ts";
import type { TargetFaultKind } from "./target-faults.ts";

/** To add a fault: name its kind in the plan, write its file, add its line. */
const makers: Readonly<Record<Exclude<FaultKind, TargetFaultKind>, FaultMaker>> = {
  "redis-killed": redisKilled,
  "redis-stopped": redisStopped,
  "redis-paused": redisPaused,
  "redis-latency": redisLatency,
  "redis-blackhole": redisBlackhole,
  "redis-reset": redisReset,
  "secret-replaced": secretReplaced,
  "redis-memory-limit": redisMemoryLimit,
  "redis-failover": redisFailover,
  "secret-rotated": secretRotated,
  "rolling-restart": rollingRestart,
  "stalled-readers": stalledReaders,
  "fill-ratio": fillRatio,
  "leftover-keys": leftoverKeys,
  "clock-skew": clockSkew,
  "proxy-timeout": proxyTimeout,
  "bad-token-storm": badTokenStorm,
};

/** @throws Error for a fault that needs a target */
export function createFault(spec: FaultSpec, stage: FaultStage): Fault {
  const make = (makers as Readonly<Partial<Record<FaultKind, FaultMaker>>>)[spec.kind];
  if (!make) throw new Error(`The fault ${spec.kind} needs a target that was started by --command.`);
  return make(spec, stage);
}
