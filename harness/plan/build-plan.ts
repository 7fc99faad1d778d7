import { largest, smallest } from "../extremes.ts";
import type { FacePlan, PlannedCut, StreamPlan } from "./face-plan.ts";
import { type Draws, drawsFor } from "./random.ts";
import type { CutRule, Face, Load, Scenario } from "./scenario.ts";

/**
 * Draws everything that a face will do. Pure: the same scenario and seed give the same plan.
 *
 * Both faces of a scenario get the same streams, arrivals and cuts, so that only the fault and the fix can make their
 * outcomes differ.
 */
export function buildPlan(scenario: Pick<Scenario, "name" | "load">, face: Face, seed: number): FacePlan {
  const streams: StreamPlan[] = [];
  scenario.load.forEach((load, group) => {
    const draws = drawsFor(seed, `${scenario.name}/${group}/arrivals`);
    const drawn = arrivals(load, draws).map((dueMs, place) => {
      const s = streams.length + place;
      const like = load.inPairs ? s - (place % 2) : s; // both of a pair are drawn alike
      const stream = withJitter(drawStream(load, dueMs, { s, like }, scenario.name, seed), face, scenario.name, seed);
      return load.inPairs === "half-in-one-session" ? { ...stream, ...sessionOf(s, place) } : stream;
    });
    for (const stream of returningTogether(load, drawn)) streams.push(stream);
  });
  streams.sort((a, b) => a.dueMs - b.dueMs || a.s - b.s);
  return { streams, faults: face.faults, client: face.client, expectedMs: expectedMs(streams, face) };
}

/** One shard of a plan: the streams with `s % of === index`, at their planned times. */
export function shardOf(plan: FacePlan, shard?: { readonly index: number; readonly of: number }): FacePlan {
  if (!shard) return plan;
  return { ...plan, streams: plan.streams.filter(({ s }) => s % shard.of === shard.index) };
}

/** When the streams arrive. Once its number of arrivals is given, a Poisson process has them at uniformly drawn moments. */
function arrivals(load: Load, draws: Draws): number[] {
  const after = load.arriveAfterMs ?? 0;
  const count = load.inPairs ? Math.ceil(load.streams / 2) : load.streams;
  const moments = Array.from({ length: count }, () => after + draws.unit() * load.arriveWithinMs).sort((a, b) => a - b);
  return load.inPairs ? moments.flatMap((moment) => [moment, moment]) : moments;
}

/** In every other pair, the second stream uses the session of the first. */
function sessionOf(s: number, place: number): Pick<StreamPlan, "inSessionOf" | "sharesSession"> {
  if (place % 4 === 0) return { sharesSession: true };
  return place % 4 === 1 ? { inSessionOf: s - 1 } : {};
}

/** Sets `backAtMs` where all clients come back together, once the last of them has been cut. */
function returningTogether({ cuts, events, intervalMs }: Load, streams: readonly StreamPlan[]): readonly StreamPlan[] {
  let planned = streams;
  for (const [number, { allBackWithinMs, allBackFromMs = 0 }] of cuts.entries()) {
    if (allBackWithinMs === undefined) continue;
    const cutAt = ({ dueMs, cuts: own }: StreamPlan) =>
      dueMs + ((own[number]?.afterIndex ?? 0) + 1) * intervalMs + (own[number]?.awayMs ?? 0);
    const allAwayMs = Math.min(
      largest(planned.map(cutAt)),
      smallest(planned.map(({ dueMs }) => dueMs)) + events * intervalMs,
    );
    const from = Math.max(allAwayMs, allBackFromMs);
    planned = planned.map((stream, place) => ({
      ...stream,
      cuts: stream.cuts.map((cut, own) =>
        own === number ? { ...cut, backAtMs: Math.round(from + (place * allBackWithinMs) / planned.length) } : cut,
      ),
    }));
  }
  return planned;
}

function drawStream(
  load: Load,
  dueMs: number,
  { s, like }: { readonly s: number; readonly like: number },
  scenario: string,
  seed: number,
): StreamPlan {
  const draws = drawsFor(seed, `${scenario}/stream/${like}`);
  const workload = {
    events: load.events,
    interval_ms: load.intervalMs,
    event_bytes: load.eventBytes,
    seed: draws.int(0, 0x7fffffff),
  };
  if (load.role === "orphan") return { s, role: load.role, dueMs, workload, cuts: [beforeFirstByte] };
  const cuts = load.cuts.map((rule) => drawCut(rule, load.events * load.intervalMs, draws));
  const { probesAtEnd, afterEnd, kind, stallMs } = load;
  return {
    ...{ s, role: load.role, dueMs, workload, cuts },
    ...(probesAtEnd === undefined ? {} : { probesAtEnd }),
    ...(afterEnd === undefined ? {} : { afterEnd }),
    ...(kind === undefined ? {} : { kind }),
    ...(stallMs === undefined ? {} : { stallMs }),
  };
}

/** Adds the client policy's jitter. It has draws of its own, so that all else stays the same in both faces. */
function withJitter(
  stream: StreamPlan,
  { client: { jitterMs = 0 } }: Face,
  scenario: string,
  seed: number,
): StreamPlan {
  if (jitterMs === 0 || stream.role === "orphan") return stream;
  const draws = drawsFor(seed, `${scenario}/jitter/${stream.s}`);
  return { ...stream, cuts: stream.cuts.map((cut) => ({ ...cut, awayMs: cut.awayMs + draws.int(0, jitterMs) })) };
}

const beforeFirstByte: PlannedCut = {
  afterIndex: -1,
  where: "after-event",
  extraBytes: 0,
  awayMs: 0,
  otherInstance: false,
  sendLastEventId: true,
  withdrawFirst: false,
};

export function drawCut(rule: CutRule, streamMs: number, draws: Draws): PlannedCut {
  return {
    afterIndex: draws.int(rule.afterEvents[0], rule.afterEvents[1]) - 1,
    where: draws.pick(rule.where),
    extraBytes: draws.int(1, 200),
    awayMs: draws.int(rule.awayMs[0], rule.awayMs[1]) + shareOf(streamMs, rule.awayStreams, draws),
    otherInstance: rule.otherInstance ?? false,
    sendLastEventId: !draws.chance(rule.withoutLastEventId ?? 0),
    withdrawFirst: draws.chance(rule.withdrawn ?? 0),
    ...(rule.probes === undefined ? {} : { probes: rule.probes }),
    ...(rule.joinedWith === undefined ? {} : { joinedWith: rule.joinedWith }),
    ...(rule.how === undefined ? {} : { how: draws.pick(rule.how) }),
  };
}

function shareOf(streamMs: number, share: CutRule["awayStreams"], draws: Draws): number {
  return share ? draws.int(Math.round(share[0] * streamMs), Math.round(share[1] * streamMs)) : 0;
}

/** When the last client should be done, if the server keeps its pace: single pauses vary from 0.5 to 1.5 times the interval. */
function expectedMs(streams: readonly StreamPlan[], face: Face): number {
  const lastStream = streams.reduce((latest, stream) => {
    const stalls = (stream.cuts.length + 1) * (stream.stallMs ?? 0);
    const reading = stream.workload.events * stream.workload.interval_ms * 1.1 + stalls;
    const away = stream.cuts.reduce((sum, cut) => sum + cut.awayMs, 0);
    const again = stream.role === "late" ? reading : 0;
    const together = stream.cuts.reduce((last, cut) => Math.max(last, cut.backAtMs ?? 0), 0);
    return Math.max(latest, stream.dueMs + reading + away + again, together + reading);
  }, 0);
  const lastFault = face.faults.reduce((latest, fault) => Math.max(latest, fault.atMs + (fault.forMs ?? 0)), 0);
  return Math.round(Math.max(lastStream, lastFault) + 1_000);
}
