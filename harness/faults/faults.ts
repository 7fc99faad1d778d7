import type { FaultKind, FaultSpec } from "../plan/scenario.ts";
import type { Fault, FaultMaker, FaultStage } from "./fault.ts";
import { redisBlackhole } from "./redis-blackhole.ts";
import { redisKilled, redisStopped } from "./redis-gone.ts";
import { redisLatency } from "./redis-latency.ts";
import { redisPaused } from "./redis-paused.ts";
import { redisReset } from "./redis-reset.ts";
import { secretReplaced } from "./secret-replaced.ts";
import { secretRotated } from "./secret-rotated.ts";

/** To add a fault: name its kind in the plan, write its file, add its line. */
const makers: Readonly<Record<FaultKind, FaultMaker>> = {
  "redis-killed": redisKilled,
  "redis-stopped": redisStopped,
  "redis-paused": redisPaused,
  "redis-latency": redisLatency,
  "redis-blackhole": redisBlackhole,
  "redis-reset": redisReset,
  "secret-replaced": secretReplaced,
  "secret-rotated": secretRotated,
};

export function createFault(spec: FaultSpec, stage: FaultStage): Fault {
  return makers[spec.kind](spec, stage);
}
