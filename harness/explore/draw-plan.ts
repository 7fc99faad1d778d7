import type { PlannedCut } from "../plan/face-plan.ts";
import { type Draws, drawsFor } from "../plan/random.ts";
import { inStreamOrder, type RandomStream } from "../plan/random-stream.ts";
import { type ExploreFault, type ExploreFaultKind, type ExplorePlan, rotationTokenLifeSec } from "./explore-plan.ts";

/** The ranges to draw from, both ends included. Times in milliseconds. */
export const bounds = {
  streams: [10, 30],
  dueMs: [0, 3_000],
  events: [12, 60],
  intervalMs: [10, 55],
  eventBytes: [16, 2_048],
  awayMs: [0, 2_500],
  cuts: [1, 3],
  firstFaultMs: [200, 2_000],
  faultMs: [150, 2_000],
  /** From the planned end of one Redis fault to the start of the next: short, as on a bad day. */
  gapMs: [300, 1_500],
  latencyMs: [50, 1_300],
} as const;

const redisFaults: readonly ExploreFaultKind[] = [
  "redis-killed",
  "redis-stopped",
  "redis-paused",
  "redis-latency",
  "redis-blackhole",
  "redis-reset",
];

/** The plan with this number. Pure: the same seed and number give the same plan on every machine. */
export function drawPlan(seed: number, number: number): ExplorePlan {
  const label = `explore/${number}`;
  const faults = drawFaults(drawsFor(seed, `${label}/faults`));
  const rotates = faults.some(({ kind }) => kind === "secret-rotated");
  const draws = drawsFor(seed, `${label}/load`);
  return {
    instances: rotates || draws.chance(40) ? 2 : 1,
    server: { ...drawSettings(draws), ...(rotates ? { SSE_SNAPSHOT_TTL_SEC: String(rotationTokenLifeSec) } : {}) },
    faults,
    streams: Array.from({ length: within(draws, bounds.streams) }, (_, s) =>
      drawStream(drawsFor(seed, `${label}/stream/${s}`)),
    ).sort((a, b) => a.dueMs - b.dueMs),
  };
}

/**
 * Two or three kinds, each at most once, so that each is known by its name. Redis faults come one after another, because the
 * effect of one could not be observed while Redis is gone. A secret rotation may overlap any of them.
 */
function drawFaults(draws: Draws): ExploreFault[] {
  const left = [...redisFaults];
  const faults: ExploreFault[] = [];
  const count = draws.int(2, 3);
  const rotates = draws.chance(25);
  if (rotates) {
    const atMs = within(draws, bounds.firstFaultMs);
    faults.push({ kind: "secret-rotated", atMs, options: { tokenLifeSec: rotationTokenLifeSec } });
  }
  let atMs = within(draws, bounds.firstFaultMs);
  while (faults.length < count) {
    const kind = draws.pick(left);
    left.splice(left.indexOf(kind), 1);
    const forMs = within(draws, bounds.faultMs);
    const latencyMs = within(draws, bounds.latencyMs);
    faults.push({
      kind,
      atMs,
      ...(kind === "redis-reset" ? {} : { forMs }),
      ...(kind === "redis-latency" ? { options: { latencyMs } } : {}),
    });
    atMs += (kind === "redis-reset" ? 0 : forMs) + within(draws, bounds.gapMs);
  }
  return faults;
}

function drawSettings(draws: Draws): Record<string, string> {
  return {
    ...(draws.chance(30) ? { SSE_BUFFER_COMPRESS: "true" } : {}),
    ...(draws.chance(20) ? { SSE_BUFFER_TRIM_PAYLOADS: "true" } : {}),
    ...(draws.chance(20) ? { SSE_HEARTBEAT_SEC: "1" } : {}),
    ...(draws.chance(20) ? { SSE_STATE_TTL_SEC: "30" } : {}),
  };
}

function drawStream(draws: Draws): RandomStream {
  const events = within(draws, bounds.events);
  const stream = {
    dueMs: within(draws, bounds.dueMs),
    events,
    intervalMs: within(draws, bounds.intervalMs),
    eventBytes: within(draws, bounds.eventBytes),
    seed: draws.int(0, 0x7fffffff),
  };
  if (draws.chance(20)) return { ...stream, cuts: [] };
  const cuts = Array.from({ length: within(draws, bounds.cuts) }, () => drawCut(draws, events));
  return { ...stream, cuts: inStreamOrder(cuts) };
}

function drawCut(draws: Draws, events: number): PlannedCut {
  return {
    afterIndex: draws.int(0, events - 1),
    where: draws.pick(["after-event", "after-event", "mid-event", "first-byte"] as const),
    extraBytes: draws.int(1, 200),
    awayMs: within(draws, bounds.awayMs),
    otherInstance: draws.chance(50),
    sendLastEventId: !draws.chance(15),
    withdrawFirst: draws.chance(10),
  };
}

function within(draws: Draws, [from, to]: readonly [number, number]): number {
  return draws.int(from, to);
}
