import fc from "fast-check";
import { largest } from "../../extremes.ts";
import type { FacePlan, PlannedCut, StreamPlan } from "../../plan/face-plan.ts";

/** A random load for a server that does nothing wrong, and the legal way in which its bytes are sent. */
export interface HonestPlan {
  readonly streams: readonly HonestStream[];
  readonly form: Form;
  readonly pieces: Pieces;
  readonly bom: boolean;
  /** Decides where bytes are cut. */
  readonly seed: number;
}

interface HonestStream {
  readonly dueMs: number;
  readonly events: number;
  readonly intervalMs: number;
  readonly eventBytes: number;
  readonly seed: number;
  readonly cuts: readonly PlannedCut[];
  readonly probesAtEnd: readonly string[];
}

const probes = fc.subarray(["forged", "self-signed", "unsigned", "swapped-payload", "other-stream", "other-key"], {
  maxLength: 2,
});
/** Most clients attack nobody. */
const someProbes = fc.oneof({ weight: 4, arbitrary: fc.constant<string[]>([]) }, { weight: 1, arbitrary: probes });

const cut: fc.Arbitrary<PlannedCut> = fc.record({
  afterIndex: fc.nat(24),
  where: fc.constantFrom("after-event", "mid-event", "first-byte"),
  extraBytes: fc.integer({ min: 1, max: 400 }),
  awayMs: fc.nat(80),
  otherInstance: fc.boolean(),
  sendLastEventId: fc.boolean(),
  withdrawFirst: fc.boolean(),
  probes: someProbes,
});

const stream: fc.Arbitrary<HonestStream> = fc.record({
  dueMs: fc.nat(60),
  events: fc.integer({ min: 1, max: 25 }),
  intervalMs: fc.nat(8),
  eventBytes: fc.integer({ min: 16, max: 400 }),
  seed: fc.nat(0x7fffffff),
  cuts: fc.array(cut, { maxLength: 4 }),
  probesAtEnd: someProbes,
});

/** All plans, the shorter ones first when one is shrunk: fewer streams, fewer events, fewer and simpler cuts. */
export const honestPlans: fc.Arbitrary<HonestPlan> = fc.record({
  streams: fc.array(stream, { minLength: 1, maxLength: 4 }),
  form: fc.constantFrom<Form[]>("plain", "crlf", "cr", "comments", "odd-fields"),
  pieces: fc.constantFrom<Pieces[]>("whole", "bytes", "in-characters", "any"),
  bom: fc.boolean(),
  seed: fc.nat(0x7fffffff),
});

export function facePlanOf({ streams }: HonestPlan): FacePlan {
  const planned = streams.map((each, s) => streamPlanOf(each, s));
  const expectedMs = largest(streams.map(expectedMsOf));
  return {
    streams: planned.sort((a, b) => a.dueMs - b.dueMs || a.s - b.s),
    faults: [],
    client: { retries: 0, startAnew: false },
    expectedMs,
  };
}

function streamPlanOf({ cuts, events, ...stream }: HonestStream, s: number): StreamPlan {
  const inOrder = cuts
    .map((each) => ({ ...each, afterIndex: Math.min(each.afterIndex, events - 1) }))
    .sort((a, b) => a.afterIndex - b.afterIndex);
  // A stream that is cut before its token is nobody's to resume: only later connections are cut at their first byte.
  const planned = inOrder.map(
    (each, i): PlannedCut => (i === 0 && each.where === "first-byte" ? { ...each, where: "mid-event" } : each),
  );
  return {
    s,
    role: cuts.length === 0 ? "uncut" : "cut",
    dueMs: stream.dueMs,
    workload: {
      events,
      interval_ms: stream.intervalMs,
      event_bytes: stream.eventBytes,
      seed: stream.seed,
    },
    cuts: planned,
    probesAtEnd: stream.probesAtEnd,
  };
}

function expectedMsOf({ dueMs, events, intervalMs, cuts }: HonestStream): number {
  return dueMs + events * intervalMs * 1.5 + cuts.reduce((sum, each) => sum + each.awayMs, 0) + 1_000;
}

/** How events are written: every form is one that a reader must take for the same. */
export type Form = "plain" | "crlf" | "cr" | "comments" | "odd-fields";

/** Where bytes are cut into chunks: nowhere, everywhere, in the middle of each character of several bytes, anywhere. */
export type Pieces = "whole" | "bytes" | "in-characters" | "any";
