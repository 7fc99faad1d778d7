import type { FindingKind } from "../check/findings.ts";
import type { FaceReading } from "../gate/face-result.ts";
import { faultSpans } from "../measure/phases.ts";

/** The outcome of one plan. */
export interface Judged {
  /** What the server did wrong, one sentence each; empty: nothing. */
  readonly objections: readonly string[];
  /** The same as kinds, to tell whether a smaller plan fails in the same way. */
  readonly kinds: readonly string[];
  /** Why the plan does not prove that the server is correct, or null. */
  readonly unproved: string | null;
  readonly faultsStarted: number;
  readonly faultsProved: number;
  readonly streams: number;
  readonly attempts: number;
  readonly events: number;
  /** Streams that could not be resumed, because Redis was away when they started and the server said so. */
  readonly unresumable: number;
  /** Attempts that ended in a refusal that the contract allows. */
  readonly refusedRightly: number;
}

/** Judges one plan from its history: whatever the faults, nothing may be lost and each client must get to the end. Pure. */
export function judgePlan({ facts, measure }: FaceReading): Judged {
  const { totals, head, end, notes } = facts;
  const spans = faultSpans(facts.faults);
  const failed = measure.attempts.filter(({ eligible, success }) => eligible && !success);
  const refusedRightly = failed.filter(({ symptom }) => symptom).length;
  const unresumable = totals.tolerated.counts.unresumable;
  const first = totals.findings.first();
  const found = (Object.entries(totals.findings.counts) as [FindingKind, number][]).filter(([, count]) => count > 0);
  const objections: [kind: string, text: string][] = found.map(([kind, count]) => [
    kind,
    `${kind} ×${count}: ${example(first.find((each) => each.kind === kind))}`,
  ]);
  const wrongly = failed.length - refusedRightly;
  if (wrongly > 0)
    objections.push([
      "attempts",
      `${wrongly} of ${totals.attemptsEligible} attempts failed${answered(totals.answers)}.`,
    ]);
  if (totals.uncutFailed > 0) objections.push(["uncut", `${totals.uncutFailed} uncut streams are incomplete.`]);
  // A clear refusal that a row allows is a success of its attempt, and ends its stream early.
  const refusedClearly = measure.attempts.filter(({ success, refused }) => success && refused).length;
  const short = totals.streams - totals.completed - unresumable - refusedRightly - refusedClearly - totals.tainted;
  const { interrupted, reasons } = unprovedReasons({ facts, measure });
  if (short > 0 && !interrupted) objections.push(["short", `${short} of ${totals.streams} streams are incomplete.`]);
  const unproved = [
    ...reasons,
    ...spans.flatMap(({ name, failed: why }) => (why === null ? [] : [`The fault ${name} failed: ${why}.`])),
    ...head.face.expect.faults
      .filter((name) => !spans.some((span) => span.name === name && span.provedAt !== null))
      .map((name) => `The fault ${name} was never observed.`),
  ];
  const ran = end?.status === "complete" && !notes.some((note) => note.level === "error");
  return {
    objections: ran ? objections.map(([, text]) => text) : [],
    kinds: ran ? objections.map(([kind]) => kind) : [],
    unproved: unproved[0] ?? null,
    faultsStarted: spans.filter((span) => span.startedAt !== null).length,
    faultsProved: spans.filter((span) => span.provedAt !== null && span.failed === null).length,
    streams: totals.streams,
    attempts: totals.attempts,
    events: totals.eventsReceived,
    unresumable,
    refusedRightly,
  };
}

function unprovedReasons({ facts }: FaceReading): { interrupted: boolean; reasons: string[] } {
  const { end, notes, missingRecords, totals, head } = facts;
  const reasons: string[] = notes.filter((note) => note.level === "error").map(({ text, code }) => `${text} (${code})`);
  if (end?.status !== "complete") reasons.push(`It could not run to its end (${end?.status ?? "cut off"}).`);
  if (missingRecords !== null && missingRecords !== 0) reasons.push("Its history is incomplete.");
  if (totals.tainted > 0) reasons.push(`${totals.tainted} of its streams cannot be judged.`);
  if (totals.droppedArrivals > 0) reasons.push(`The load generator dropped ${totals.droppedArrivals} arrivals.`);
  if (end && end.loopDelayP99Ms > head.face.limits.loopDelayP99Ms) reasons.push("The load generator was saturated.");
  return { interrupted: end?.status !== "complete", reasons };
}

/** All answers other than a plain 200: failed attempts ended in some of them. */
function answered(answers: ReadonlyMap<string, number>): string {
  const others = [...answers].filter(([name]) => name !== "200").sort(([a], [b]) => (a < b ? -1 : 1));
  return others.length === 0 ? "" : `; seen: ${others.map(([name, count]) => `${name} ×${count}`).join(", ")}`;
}

function example(finding: { stream: number; text: string } | undefined): string {
  return finding ? `stream ${finding.stream}: ${finding.text}` : "";
}
