import type { Row } from "../../rows/row.ts";
import { largest } from "../extremes.ts";
import type { ClearRefusal } from "../history/terms.ts";
import type { Pace } from "./adjust.ts";
import type { Load, Scenario } from "./scenario.ts";

/** The stream that the rows' numbers are written for. */
const stream = { events: 40, intervalMs: 50, eventBytes: 512 };
/** What each kind of stream changes: `burst` sends everything at once; `idle` pauses for seconds between two events. */
const kinds = { burst: { intervalMs: 0 }, idle: { events: 4, intervalMs: 2_500 }, "hostile-text": {} } as const;

/** What is known about the target and its protocol. */
interface Known {
  readonly pace?: Pace | null;
  /** How the target says that what a client wants is gone. */
  readonly clearRefusal?: ClearRefusal;
  /** We started the target ourselves (`--command`). */
  readonly started?: boolean;
  /** Several of its streams can share one session. */
  readonly sessions?: true;
  /** Rows that are left open: the protocol's specification does not say how a server has to answer. */
  readonly leavesOpen?: readonly string[];
}

/** Makes a row into a scenario: streams with the row's cuts, and uncut streams beside them. */
export function scenarioOfRow(row: Row, known: Known = {}): Scenario {
  const { name, does, must, why, restarts, mustReturn } = row;
  const { pace = null, clearRefusal = "any" } = known;
  const cut = loadOf(row, known);
  const uncut: Load = { ...asked(row), role: "uncut", streams: 10, cuts: [] };
  // A restart would cut an uncut stream, and the search for leaks would count its connection.
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
      faults: [...stages.faults, ...(row.maxGrowthMb && known.started ? [memoryMonitor(row.maxGrowthMb)] : [])],
      client: { retries: 3, startAnew: true, ...row.client },
      expect: {
        uncutMustComplete: !mustReturn,
        ...(known.leavesOpen?.includes(name) ? { leavesOpen: true as const } : {}),
        ...(row.mayRefuse ? { mayRefuse: clearRefusal } : {}),
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

/** A client that stops reading for longer looks like one that is gone. */
const longestStallMs = 8_000;
/** How long a target may take to restart after it was killed, in milliseconds. */
const restartMs = 6_000;
/** How long a target at rest is measured before the main part of the load, in milliseconds. */
const measureMs = 2_500;
/** The share of the load that comes before that, so that what a server keeps for good, such as a pool, exists by then. */
const warmUp = 0.3;

/** The faults of rows that restart or measure the target, and how the load is arranged around them. */
function stagesOf({ restarts, mustReturn, arriveWithinMs = 5_000, cuts }: Row, pace: Pace | null) {
  const { events, intervalMs } = pace ?? stream;
  if (restarts) {
    const lastCut = Math.ceil((largest(cuts.map(({ afterEvents }) => afterEvents[1])) * events) / stream.events);
    const atMs = arriveWithinMs + (lastCut + 2) * intervalMs + 500; // by then the last client has been cut
    const cutsFrom = (load: Load) => load.cuts.map((cut) => ({ ...cut, allBackFromMs: atMs + restartMs }));
    return {
      faults: [{ kind: "target-restart", atMs }] as const,
      // New streams before the cut ones come back: a server that counts from one again gives them names that are taken.
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
        { ...load, ...part(load, 1 - warmUp), arriveAfterMs: atMs + measureMs },
      ],
    };
  }
  return { faults: [], load: (load: Load): Load[] => [load] };
}

const memoryMonitor = (maxGrowthMb: number) => ({ kind: "target-memory", atMs: 0, options: { maxGrowthMb } }) as const;
const lengthOf = ({ events, intervalMs }: Pace) => events * intervalMs;

/** Rows name events of a stream of 40; an idle stream has fewer. */
function cutsOf({ cuts, kind }: Row): Load["cuts"] {
  if (kind !== "idle") return cuts;
  const scaled = (after: number) => Math.max(1, Math.round((after * kinds.idle.events) / stream.events));
  return cuts.map((cut) => ({
    ...cut,
    afterEvents: [scaled(cut.afterEvents[0]), scaled(cut.afterEvents[1])] as const,
  }));
}

/** The longest silence allowed, in milliseconds: many times the stream's pace, and more than a busy machine is late. */
export function longestSilenceMs({ intervalMs }: Pace): number {
  return Math.max(1_000, 20 * intervalMs);
}
