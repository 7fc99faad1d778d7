import type { Row } from "../../rows/row.ts";
import type { Pace } from "./adjust.ts";
import type { Load, Scenario } from "./scenario.ts";

/** Streams as the rows are written for. */
const stream = { events: 40, intervalMs: 50, eventBytes: 512 };
/** Where a stream can be asked to be so: all at once; a pause of seconds between two events. */
const kinds = { burst: { intervalMs: 0 }, idle: { events: 4, intervalMs: 2_500 }, "hostile-text": {} } as const;

/** What is known of the target and its protocol. */
interface Known {
  readonly pace?: Pace | null;
  /** How its server says that a cursor is gone is described. */
  readonly describesGone?: boolean;
  /** We started the target ourselves (`--command`). */
  readonly started?: boolean;
  /** Several of its streams can live in one session. */
  readonly sessions?: true;
  /** Rows of which the protocol's specification does not say how they are answered. */
  readonly leavesOpen?: readonly string[];
}

/** A row as a load without a fault of its own making: its cuts, and beside them streams that nobody cuts. */
export function scenarioOfRow(row: Row, known: Known = {}): Scenario {
  const { name, does, must, why, restarts, mustReturn } = row;
  const { pace = null, describesGone = false } = known;
  const cut = loadOf(row, known);
  const uncut: Load = { ...asked(row), role: "uncut", streams: 10, cuts: [] };
  // The kill would cut an uncut stream, and the look for leaks would count its connection.
  const allAreCut = restarts || mustReturn;
  const stages = stagesOf(row, pace);
  return {
    name,
    cause: `${does} ${why}`,
    symptom: `None: ${must}`,
    fix: "Nothing to fix.",
    timeScale: 1,
    load: [...stages.load(cut), ...(allAreCut ? [] : [uncut])],
    symptoms: [],
    ...(row.inTime && pace ? { limits: { silenceMs: longestSilenceMs(pace) } } : {}),
    fixed: {
      server: {},
      faults: [...stages.faults, ...(row.maxGrowthMb && known.started ? [memoryProbe(row.maxGrowthMb)] : [])],
      client: { retries: 3, startAnew: true, ...row.client },
      expect: {
        uncutMustComplete: !mustReturn,
        ...(known.leavesOpen?.includes(name) ? { leavesOpen: true as const } : {}),
        ...(row.mayRefuse ? { mayRefuse: describesGone ? "gone" : "any" } : {}),
      },
    },
  };
}

function asked({ arriveWithinMs = 5_000, kind, afterEnd }: Row) {
  return {
    arriveWithinMs,
    ...stream,
    ...(kind ? { kind, ...kinds[kind] } : {}),
    ...(afterEnd ? { afterEnd } : {}),
  };
}

function loadOf(row: Row, { pace = null, sessions }: Known): Load {
  const { streams, inPairs, stalls } = row;
  return {
    ...asked(row),
    role: "cut",
    streams,
    cuts: cutsOf(row),
    ...(inPairs ? { inPairs: sessions ? "half-in-one-session" : "in-own-sessions" } : {}),
    ...(stalls ? { stallMs: Math.min(longestStallMs, lengthOf(pace ?? stream)) } : {}),
  };
}

/** A client that reads nothing for longer looks like one that is gone. */
const longestStallMs = 8_000;
/** How long a target may take to be back after it was killed, in milliseconds. */
const restartMs = 6_000;
/** How long a target is looked at before its own load comes, in milliseconds. */
const lookMs = 2_500;
/** The part of the load that comes before: what a server keeps for good, such as a pool, it has by then. */
const warmUp = 0.3;

/** When what is done to the target is done, and what that does to the load. */
function stagesOf({ restarts, mustReturn, arriveWithinMs = 5_000 }: Row, pace: Pace | null) {
  const { intervalMs } = pace ?? stream;
  if (restarts) {
    const atMs = arriveWithinMs + 8 * intervalMs + 500; // the last of them is away
    const cutsFrom = (load: Load) => load.cuts.map((cut) => ({ ...cut, allBackFromMs: atMs + restartMs }));
    return {
      faults: [{ kind: "target-restart", atMs }] as const,
      // New streams in between: a server that counts from one again gives them names that others have.
      load: (load: Load): Load[] => [
        { ...load, cuts: cutsFrom(load) },
        { ...load, role: "uncut", cuts: [], streams: load.streams / 4, arriveAfterMs: atMs + 0.7 * restartMs },
      ],
    };
  }
  if (mustReturn) {
    const atMs = arriveWithinMs * warmUp + 1.5 * lengthOf(pace ?? stream) + 1_000;
    const part = (load: Load, share: number) => ({ streams: Math.round(share * load.streams) });
    return {
      faults: [{ kind: "target-leak", atMs }] as const,
      load: (load: Load): Load[] => [
        { ...load, ...part(load, warmUp), arriveWithinMs: arriveWithinMs * warmUp },
        { ...load, ...part(load, 1 - warmUp), arriveAfterMs: atMs + lookMs },
      ],
    };
  }
  return { faults: [], load: (load: Load): Load[] => [load] };
}

const memoryProbe = (maxGrowthMb: number) => ({ kind: "target-memory", atMs: 0, options: { maxGrowthMb } }) as const;
const lengthOf = ({ events, intervalMs }: Pace) => events * intervalMs;

/** A row's cuts stand at events of 40; an idle stream has fewer. */
function cutsOf({ cuts, kind }: Row): Load["cuts"] {
  if (kind !== "idle") return cuts;
  const scaled = (after: number) => Math.max(1, Math.round((after * kinds.idle.events) / stream.events));
  return cuts.map((cut) => ({
    ...cut,
    afterEvents: [scaled(cut.afterEvents[0]), scaled(cut.afterEvents[1])] as const,
  }));
}

/** Many times the stream's pace, and longer than a busy machine is late. */
export function longestSilenceMs({ intervalMs }: Pace): number {
  return Math.max(1_000, 20 * intervalMs);
}
