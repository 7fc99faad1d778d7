import { inStreamOrder } from "../plan/random-stream.ts";
import type { ExploreFault, ExplorePlan } from "./explore-plan.ts";

/**
 * Plans that are a little smaller, the largest steps first: without one of the faults, with half of the streams, without a
 * setting, on one instance, with fewer and simpler cuts. Pure; each is smaller by `sizeOf`.
 */
export function shrinkSteps(plan: ExplorePlan): ExplorePlan[] {
  return [
    ...withoutOne(plan.faults).map((faults) => withoutSpareTokenLife({ ...plan, faults })),
    ...halves(plan.streams).map((streams) => ({ ...plan, streams })),
    ...Object.keys(plan.server)
      .filter((key) => !isNeeded(plan, key))
      .map((key) => ({ ...plan, server: without(plan.server, key) })),
    ...(plan.instances > 1 && !rotates(plan.faults) ? [{ ...plan, instances: 1 }] : []),
    ...withoutExtras(plan),
    ...(plan.streams.length <= 4 ? fewerCuts(plan) : []),
    ...fewerCutsEverywhere(plan),
  ];
}

/** How much of a plan a reader has to look at. */
export function sizeOf(plan: ExplorePlan): number {
  const cuts = plan.streams.reduce((sum, stream) => sum + stream.cuts.length, 0);
  const own = plan.faults.length * 100 + plan.streams.length * 4 + cuts + Object.keys(plan.server).length;
  return own + plan.instances + extrasOf(plan);
}

/** What a plan of rows has besides its cuts. */
function extrasOf({ acceptEncoding, streams }: ExplorePlan): number {
  const ofStreams = streams.reduce(
    (sum, { afterEnd, cuts }) =>
      sum + (afterEnd ? 1 : 0) + cuts.reduce((all, cut) => all + (cut.joinedWith ? 1 : 0) + (cut.probes ? 1 : 0), 0),
    0,
  );
  return ofStreams + (acceptEncoding === undefined ? 0 : 1);
}

/** Plans without one of these extras, in all streams. */
function withoutExtras(plan: ExplorePlan): ExplorePlan[] {
  const { acceptEncoding, ...plain } = plan;
  const { streams } = plan;
  const cutsOf = (leaveOut: "joinedWith" | "probes") =>
    streams.map((stream) => ({
      ...stream,
      cuts: stream.cuts.map(
        (cut) => Object.fromEntries(Object.entries(cut).filter(([key]) => key !== leaveOut)) as never,
      ),
    }));
  return [
    ...(acceptEncoding === undefined ? [] : [plain]),
    ...(streams.some(({ afterEnd }) => afterEnd)
      ? [{ ...plan, streams: streams.map(({ afterEnd: _, ...stream }) => stream) }]
      : []),
    ...(["joinedWith", "probes"] as const)
      .filter((key) => streams.some(({ cuts }) => cuts.some((cut) => cut[key] !== undefined)))
      .map((key) => ({ ...plan, streams: cutsOf(key) })),
  ];
}

/** Lists with one element less, but never empty: a plan without a fault would test the load alone. */
function withoutOne<T>(list: readonly T[]): T[][] {
  return list.length < 2 ? [] : list.map((_, i) => list.filter((_each, j) => j !== i));
}

function halves<T>(list: readonly T[]): T[][] {
  if (list.length < 2) return [];
  const middle = Math.ceil(list.length / 2);
  const parts = [list.slice(0, middle), list.slice(middle)];
  return list.length <= 4 ? [...parts, ...withoutOne(list)] : parts;
}

/** Without a rotation, the token life that it needs goes too. */
function withoutSpareTokenLife(plan: ExplorePlan): ExplorePlan {
  return rotates(plan.faults) ? plan : { ...plan, server: without(plan.server, "SSE_SNAPSHOT_TTL_SEC") };
}

function isNeeded({ faults }: ExplorePlan, key: string): boolean {
  return key === "SSE_SNAPSHOT_TTL_SEC" && rotates(faults);
}

function rotates(faults: readonly ExploreFault[]): boolean {
  return faults.some(({ kind }) => kind === "secret-rotated");
}

function fewerCuts(plan: ExplorePlan): ExplorePlan[] {
  return plan.streams.flatMap(({ cuts }, i) =>
    (cuts.length === 1 ? [[]] : withoutOne(cuts)).map((fewer) => ({
      ...plan,
      streams: plan.streams.map((stream, j) => (i === j ? { ...stream, cuts: inStreamOrder(fewer) } : stream)),
    })),
  );
}

/** Each stream with its first cut alone. */
function fewerCutsEverywhere(plan: ExplorePlan): ExplorePlan[] {
  if (!plan.streams.some(({ cuts }) => cuts.length > 1)) return [];
  return [{ ...plan, streams: plan.streams.map((stream) => ({ ...stream, cuts: stream.cuts.slice(0, 1) })) }];
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([each]) => each !== key));
}
