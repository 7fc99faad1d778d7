import fc from "fast-check";
import { largest } from "../../extremes.ts";
import type { FacePlan, PlannedCut } from "../../plan/face-plan.ts";
import { inStreamOrder, plannedStreams, type RandomStream } from "../../plan/random-stream.ts";

/** A random load for a correct server, and the legal form in which the server's bytes are sent. */
export interface HonestPlan {
  readonly streams: readonly RandomStream[];
  readonly form: Form;
  readonly pieces: Pieces;
  readonly bom: boolean;
  /** Decides where bytes are split into chunks. */
  readonly seed: number;
}

const probes = fc.subarray(["forged", "self-signed", "unsigned", "swapped-payload", "other-stream", "other-key"], {
  maxLength: 2,
});
/** Most clients send no probe. */
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

const stream: fc.Arbitrary<RandomStream> = fc.record({
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
  return {
    streams: plannedStreams(streams.map(withPossibleCuts)),
    faults: [],
    client: { retries: 0, startAnew: false },
    expectedMs: largest(streams.map(expectedMsOf)),
  };
}

/** Cuts are drawn without knowing how long their stream is. */
function withPossibleCuts(stream: RandomStream): RandomStream {
  const cuts = stream.cuts.map((each) => ({ ...each, afterIndex: Math.min(each.afterIndex, stream.events - 1) }));
  return { ...stream, cuts: inStreamOrder(cuts) };
}

function expectedMsOf({ dueMs, events, intervalMs, cuts }: RandomStream): number {
  return dueMs + events * intervalMs * 1.5 + cuts.reduce((sum, each) => sum + each.awayMs, 0) + 1_000;
}

/** How events are written. A reader must read the same events from every form. */
export type Form = "plain" | "crlf" | "cr" | "comments" | "odd-fields";

/** Where bytes are split into chunks: nowhere, after every byte, within each character of several bytes, or anywhere. */
export type Pieces = "whole" | "bytes" | "in-characters" | "any";
