import { setTimeout as sleep } from "node:timers/promises";
import type { FaultSpec } from "../plan/scenario.ts";
import { until } from "../wait.ts";
import { Disproved, type Fault } from "./fault.ts";

/** Faults of a target that we started ourselves (`--command`). */
export type TargetFaultKind = "target-restart" | "target-leak" | "target-memory";

/** The part of the user's process that a fault needs. */
export interface OwnTarget {
  kill(): Promise<void>;
  restart(): Promise<number>;
  takesConnections(): Promise<boolean>;
  figures(): Promise<TargetFigures | null>;
}

/** Memory in bytes: now, and the most so far. */
interface TargetFigures {
  readonly rss: number;
  readonly peakRss: number;
  readonly cpuSec: number;
  readonly sockets: number;
}

type Maker = (options: Readonly<Record<string, number>>, target: OwnTarget) => Fault;

const mib = 1024 * 1024;
const inMib = (bytes: number) => Math.round(bytes / mib);

/** Kills the target and starts it again. Streams that it keeps in memory are lost. */
const restart: Maker = (_options, target) => ({
  name: "target-restart",
  async start(signal) {
    await target.kill();
    const gone = async () => !(await target.takesConnections());
    const afterMs = await until("the target to be gone", gone, { limitMs: 5_000, signal });
    const downMs = Math.round(afterMs + (await target.restart()));
    return {
      seen: { code: "target-restarted", downMs },
      observed: `killed with SIGKILL, and back after ${downMs} ms`,
      afterMs,
    };
  },
  async end() {}, // it runs again, or its failed start was already reported
});

/** How often memory is read while a load runs, in milliseconds. */
const lookEveryMs = 250;
/** How many more sockets than before are allowed: a pool, or another program's request. */
const spareSockets = 5;

/**
 * A monitor: after the load there must be as many sockets as at rest before it, memory must have grown by no more than
 * a half and `options.maxGrowthMb` MiB, and the process must be idle. From outside, a timer that a dropped stream left behind
 * shows only by the processor time that it uses.
 *
 * The target has `options.settleMs` to clean up after dropped connections and to collect its garbage, which takes time and
 * memory: V8 does it some ten seconds after the last work. Memory counts from the most that the target had before: one that
 * had just collected its garbage grew from 93 MiB to 127, where it had 240 once. Heaps also grow under load without a leak, and
 * a process with timers of its own does not shrink again: our reference server went from 200 MiB to 259 and stayed there.
 */
const leak: Maker = ({ maxGrowthMb = 15, maxRestCpu = 5, restMs = 1_000, settleMs = 20_000 }, target) => {
  let before = { rss: 0, sockets: 0, cpu: 0 };
  let most = 0;
  const atRest = async (signal: AbortSignal) => {
    const first = await figuresOf(target);
    await sleep(restMs, undefined, { signal });
    const { rss, sockets, cpuSec } = await figuresOf(target);
    return { rss, sockets, cpu: Math.round((100_000 * (cpuSec - first.cpuSec)) / restMs) };
  };
  const told = ({ rss, sockets, cpu }: typeof before, most = "") =>
    `${sockets} sockets, ${most}${inMib(rss)} MiB, ${cpu} % of a core`;
  const keptIn = ({ sockets, rss, cpu }: typeof before) => [
    ...(sockets > before.sockets + spareSockets ? [`${sockets - before.sockets} sockets stay open`] : []),
    ...(rss > 1.5 * before.rss + maxGrowthMb * mib ? [`memory grew by ${inMib(rss - before.rss)} MiB`] : []),
    ...(cpu > before.cpu + maxRestCpu ? [`it is busy with ${cpu} % of a core at rest`] : []),
  ];
  const toldBefore = () => `before: ${told(before, "at most ")}`;
  return {
    name: "target-leak",
    async watch(signal) {
      do {
        most = Math.max(most, (await target.figures())?.rss ?? 0);
        await sleep(lookEveryMs, undefined, { signal }).catch(() => {}); // stopped
      } while (!signal.aborted);
    },
    async start(signal) {
      const rest = await atRest(signal);
      before = { ...rest, rss: Math.max(most, rest.rss) };
      return { seen: { code: "target-at-rest", ...seenOf(before) }, observed: toldBefore(), afterMs: 0 };
    },
    async check(signal) {
      const deadline = performance.now() + settleMs;
      let after = await atRest(signal);
      let kept = keptIn(after);
      while (kept.length > 0 && performance.now() < deadline) {
        after = await atRest(signal);
        kept = keptIn(after);
      }
      const seen = { code: "target-kept", ...seenOf(after) } as const;
      const observed = `${toldBefore()}; after: ${told(after)}`;
      if (kept.length > 0) throw new Disproved(`${kept.join(", ")} (${observed})`, seen);
      return { seen, observed, afterMs: 0 };
    },
    async end() {},
  };
};

function seenOf({ rss, sockets, cpu }: { readonly rss: number; readonly sockets: number; readonly cpu: number }) {
  return { sockets, memoryMb: inMib(rss), cpu };
}

/**
 * A monitor: at no moment of the load may the target have more memory than it ever had before, by more than `options.maxGrowthMb`
 * MiB, or by more than it had, if that is more. A large process collects its garbage late: one of 316 MiB grew by 129 MiB for
 * nothing. And it may have collected its garbage just before the load, so that the memory of that moment says little.
 */
const memory: Maker = ({ maxGrowthMb = 64 }, target) => {
  let before = 0;
  let most = 0;
  let timer: NodeJS.Timeout | undefined;
  const look = async () => {
    most = Math.max(most, (await target.figures())?.rss ?? 0);
  };
  return {
    name: "target-memory",
    async start() {
      before = (await figuresOf(target)).peakRss;
      timer = setInterval(() => void look(), lookEveryMs);
      const mb = inMib(before);
      return { seen: { code: "memory-watched", memoryMb: mb }, observed: `at most ${mb} MiB before`, afterMs: 0 };
    },
    async check() {
      await look();
      const grownMb = Math.max(0, inMib(most - before));
      const maxMb = Math.max(maxGrowthMb, inMib(before));
      const seen = { code: "memory-grew", grownMb, maxMb } as const;
      const observed = `at most ${inMib(before)} MiB before, ${inMib(most)} MiB meanwhile`;
      if (grownMb > maxMb) throw new Disproved(`memory grew by ${grownMb} MiB (${observed})`, seen);
      return { seen, observed, afterMs: 0 };
    },
    async end() {
      clearInterval(timer);
    },
  };
};

async function figuresOf(target: OwnTarget) {
  const figures = await target.figures();
  if (!figures) throw new Error("the target's process cannot be measured: it is gone, or this system has no /proc");
  return figures;
}

const makers: Readonly<Record<TargetFaultKind, Maker>> = {
  "target-restart": restart,
  "target-leak": leak,
  "target-memory": memory,
};

/** @throws Error for a fault that is not one for a target */
export function targetFault({ kind, options = {} }: FaultSpec, target: OwnTarget): Fault {
  const make = (makers as Readonly<Partial<Record<string, Maker>>>)[kind];
  if (!make) throw new Error(`The fault ${kind} is not a fault for a target.`);
  return make(options, target);
}
