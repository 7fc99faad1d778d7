import type { PlannedCut, StreamPlan } from "./face-plan.ts";
import type { WorkloadKind } from "./scenario.ts";

/** One stream of a random plan, as `explore` and `selftest --honest` draw it and keep it in a plan's file. */
export interface RandomStream {
  readonly dueMs: number;
  readonly events: number;
  readonly intervalMs: number;
  readonly eventBytes: number;
  readonly seed: number;
  /** Empty: an uncut stream. */
  readonly cuts: readonly PlannedCut[];
  readonly kind?: WorkloadKind;
  readonly afterEnd?: true;
  readonly probesAtEnd?: readonly string[];
}

/** Whether values of a file are streams with every field that running them needs. */
export function areStreams(values: unknown): boolean {
  return Array.isArray(values) && values.length > 0 && values.every(isStream);
}

function isStream(value: Partial<RandomStream> | null): boolean {
  const { dueMs, events, intervalMs, eventBytes, seed, cuts } = value ?? {};
  const numbers = [dueMs, events, intervalMs, eventBytes, seed];
  return numbers.every(Number.isFinite) && Array.isArray(cuts) && cuts.every(isCut);
}

function isCut(value: Partial<PlannedCut> | null): boolean {
  const { afterIndex, awayMs, where } = value ?? {};
  return Number.isFinite(afterIndex) && Number.isFinite(awayMs) && typeof where === "string";
}

/** The planned streams in the order of their arrivals; a stream's number is its place in the list. */
export function plannedStreams(streams: readonly RandomStream[]): StreamPlan[] {
  return streams.map(streamPlanOf).sort((a, b) => a.dueMs - b.dueMs || a.s - b.s);
}

function streamPlanOf(
  { dueMs, cuts, events, intervalMs, eventBytes, seed, ...asked }: RandomStream,
  s: number,
): StreamPlan {
  return {
    ...asked,
    s,
    role: cuts.length === 0 ? "uncut" : "cut",
    dueMs,
    workload: { events, interval_ms: intervalMs, event_bytes: eventBytes, seed },
    cuts,
  };
}

/**
 * Cuts in the order in which a client meets them. The first one never comes at an answer's first byte: the client would have
 * no token yet, so it could not come back.
 */
export function inStreamOrder(cuts: readonly PlannedCut[]): PlannedCut[] {
  return cuts
    .toSorted((a, b) => a.afterIndex - b.afterIndex)
    .map((cut, i) => (i === 0 && cut.where === "first-byte" ? { ...cut, where: "mid-event" } : cut));
}
