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
  /** Several of its streams can live in one session. */
  readonly sessions?: true;
}

/** A row as a load without a fault: its cuts, and beside them streams that nobody cuts. */
export function scenarioOfRow(row: Row, { pace = null, describesGone = false, sessions }: Known = {}): Scenario {
  const { name, does, must, why, streams, kind, afterEnd, inPairs } = row;
  const asked = {
    arriveWithinMs: row.arriveWithinMs ?? 5_000,
    ...stream,
    ...(kind ? { kind, ...kinds[kind] } : {}),
    ...(afterEnd ? { afterEnd } : {}),
  };
  const cut: Load = {
    ...asked,
    role: "cut",
    streams,
    cuts: cutsOf(row),
    ...(inPairs ? { inPairs: sessions ? "half-in-one-session" : "in-own-sessions" } : {}),
  } as const;
  return {
    name,
    cause: `${does} ${why}`,
    symptom: `None: ${must}`,
    fix: "Nothing to fix.",
    timeScale: 1,
    load: [cut, { ...asked, role: "uncut", streams: 10, cuts: [] }],
    symptoms: [],
    ...(row.inTime && pace ? { limits: { silenceMs: longestSilenceMs(pace) } } : {}),
    fixed: {
      server: {},
      faults: [],
      client: { retries: 3, startAnew: true, ...row.client },
      expect: { uncutMustComplete: true, ...(row.mayRefuse ? { mayRefuse: describesGone ? "gone" : "any" } : {}) },
    },
  };
}

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
