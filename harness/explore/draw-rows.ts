import type { Row } from "../../rows/row.ts";
import type { Pace } from "../plan/adjust.ts";
import { drawCut } from "../plan/build-plan.ts";
import { type Draws, drawsFor } from "../plan/random.ts";
import { inStreamOrder, type RandomStream } from "../plan/random-stream.ts";
import type { Abilities } from "../protocols/abilities.ts";
import type { ExplorePlan } from "./explore-plan.ts";

/** How long streams are when no stream of the target was inspected. */
const usualPace: Pace = { events: 40, intervalMs: 50 };
const streams = { least: 10, most: 24, arriveMs: 2_000 } as const;
/** The number of events for which the cuts of rows are written. */
const writtenFor = 40;
const mostCuts = 5;

/**
 * The rows that can be combined. A row that has to run alone cannot; nor can one that the protocol leaves open, since its answers
 * are no faults, and a combination has one verdict for all of its rows.
 */
export function combinable(rows: readonly Row[], { leavesOpen = [] }: Pick<Abilities, "leavesOpen">): readonly Row[] {
  return rows.filter(({ name, alone }) => !alone && !leavesOpen.includes(name));
}

/**
 * A combination of two or three rows: each stream has the cuts of all of them, one after another. Pure: the same seed and
 * number give the same plan on every machine.
 *
 * @param rows those that the target offers and that can be combined
 */
export function drawRows(seed: number, number: number, rows: readonly Row[], pace: Pace | null): ExplorePlan {
  const draws = drawsFor(seed, `explore/rows/${number}`);
  const chosen = pickSome(rows, Math.min(rows.length, draws.int(2, 3)), draws);
  const kind = chosen.find((row) => row.kind)?.kind;
  const inPairs = chosen.some((row) => row.inPairs);
  const many = draws.int(streams.least, streams.most);
  const drawn = Array.from({ length: many }, (_, s) => {
    const like = inPairs ? s - (s % 2) : s;
    const own = drawsFor(seed, `explore/rows/${number}/stream/${like}`);
    return drawStream(chosen, pace ?? usualPace, own, kind);
  });
  const acceptEncoding = chosen.find(({ client }) => client?.acceptEncoding)?.client?.acceptEncoding;
  return {
    instances: 1,
    server: {},
    faults: [],
    rows: chosen.map(({ name }) => name),
    streams: drawn.sort((a, b) => a.dueMs - b.dueMs),
    ...(chosen.some(({ mayRefuse }) => mayRefuse) ? { mayRefuse: true } : {}),
    ...(acceptEncoding === undefined ? {} : { acceptEncoding }),
  };
}

function pickSome<T>(from: readonly T[], many: number, draws: Draws): T[] {
  const left = [...from];
  return Array.from({ length: many }, () => left.splice(draws.int(0, left.length - 1), 1)[0] as T);
}

function drawStream(rows: readonly Row[], { events, intervalMs }: Pace, draws: Draws, kind: Row["kind"]): RandomStream {
  const uncut = draws.chance(15);
  const last = Math.max(1, events - 1);
  const scaled = (after: number) => Math.min(last, Math.max(1, Math.round((after * events) / writtenFor)));
  const cuts = rows.flatMap((row) =>
    row.cuts.map((rule) => {
      const afterEvents = [scaled(rule.afterEvents[0]), scaled(rule.afterEvents[1])] as const;
      const { allBackWithinMs: _, ...own } = rule;
      return drawCut({ ...own, afterEvents }, events * intervalMs, draws);
    }),
  );
  return {
    dueMs: draws.int(0, streams.arriveMs),
    events,
    intervalMs: kind === "idle" ? 2_500 : kind === "burst" ? 0 : intervalMs,
    eventBytes: draws.int(16, 1_024),
    seed: draws.int(0, 0x7fffffff),
    cuts: uncut ? [] : inStreamOrder(cuts).slice(0, mostCuts),
    ...(kind === undefined ? {} : { kind }),
    ...(rows.some(({ afterEnd }) => afterEnd) ? { afterEnd: true } : {}),
  };
}
