import type { FaultSeen } from "../fault-seen.ts";
import { number, object, only, type Schema, tagged } from "./schema-types.ts";

const zeroOrOne: Schema<0 | 1> = { json: { enum: [0, 1] } };
type Of<C extends FaultSeen["code"]> = Extract<FaultSeen, { code: C }>;

/** By code. */
export const faultSeen: Schema<FaultSeen> = tagged<FaultSeen, "code">("code", {
  "redis-refuses": object<Of<"redis-refuses">>({ code: only("redis-refuses") }),
  "redis-silent": object<Of<"redis-silent">>({ code: only("redis-silent"), silentMs: number }),
  "redis-unreachable": object<Of<"redis-unreachable">>({ code: only("redis-unreachable"), silentMs: number }),
  "redis-slow": object<Of<"redis-slow">>({ code: only("redis-slow"), pingMs: number }),
  "redis-connections-reset": object<Of<"redis-connections-reset">>({
    code: only("redis-connections-reset"),
    connections: number,
  }),
  "redis-writes": object<Of<"redis-writes">>({ code: only("redis-writes"), maxBytes: number, refused: zeroOrOne }),
  "redis-evicts": object<Of<"redis-evicts">>({ code: only("redis-evicts"), maxBytes: number, keys: number }),
  "replica-promoted": object<Of<"replica-promoted">>({ code: only("replica-promoted"), unreplicatedMs: number }),
  "signing-key-changed": object<Of<"signing-key-changed">>({ code: only("signing-key-changed"), instances: number }),
  "token-ends-apart": object<Of<"token-ends-apart">>({
    code: only("token-ends-apart"),
    instances: number,
    sec: number,
  }),
  "restart-begun": object<Of<"restart-begun">>({ code: only("restart-begun"), instances: number }),
  restarted: object<Of<"restarted">>({
    code: only("restarted"),
    terminated: number,
    killed: number,
    longestMs: number,
  }),
  "buffer-fill": object<Of<"buffer-fill">>({ code: only("buffer-fill"), fill: number, samples: number, max: number }),
  "streams-abandoned": object<Of<"streams-abandoned">>({ code: only("streams-abandoned"), streams: number }),
  "state-kept": object<Of<"state-kept">>({
    code: only("state-kept"),
    states: number,
    running: number,
    waitedSec: number,
  }),
  "readers-stalled": object<Of<"readers-stalled">>({
    code: only("readers-stalled"),
    readers: number,
    beforeBytes: number,
  }),
  "buffers-grew": object<Of<"buffers-grew">>({
    code: only("buffers-grew"),
    readers: number,
    grownMb: number,
    maxMb: number,
  }),
  "proxy-gave-up": object<Of<"proxy-gave-up">>({ code: only("proxy-gave-up"), status: number, silentMs: number }),
  "bad-tokens-answered": object<Of<"bad-tokens-answered">>({
    code: only("bad-tokens-answered"),
    answers: number,
    wrong: number,
    unanswered: number,
  }),
  "target-restarted": object<Of<"target-restarted">>({ code: only("target-restarted"), downMs: number }),
  "target-at-rest": object<Of<"target-at-rest">>({
    code: only("target-at-rest"),
    sockets: number,
    memoryMb: number,
    cpu: number,
  }),
  "target-kept": object<Of<"target-kept">>({
    code: only("target-kept"),
    sockets: number,
    memoryMb: number,
    cpu: number,
  }),
  "memory-watched": object<Of<"memory-watched">>({ code: only("memory-watched"), memoryMb: number }),
  "memory-grew": object<Of<"memory-grew">>({ code: only("memory-grew"), grownMb: number, maxMb: number }),
  "fault-failed": object<Of<"fault-failed">>({ code: only("fault-failed") }),
  "own-command": object<Of<"own-command">>({ code: only("own-command") }),
});
