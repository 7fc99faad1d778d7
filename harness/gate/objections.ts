import type { FaceFacts } from "../check/face-check.ts";
import { plural } from "../figures.ts";
import type { FaultSpan } from "../measure/phases.ts";
import { isEndless } from "./endless.ts";
import type { SymptomResult, Verdict } from "./results.ts";

/** One thing that kept a face from passing. */
export interface Objection {
  readonly verdict: Verdict;
  readonly reason: string;
}

/** What is wrong with a face that had to turn red. */
export function redObjections(observed: Verdict, symptom: SymptomResult, saturated: boolean): Objection[] {
  if (saturated && symptom.verdict !== "pass") {
    return [{ verdict: "inconclusive", reason: "The load generator was saturated before the symptom could show." }];
  }
  if (observed !== "fail" && !saturated) {
    return [{ verdict: "fail", reason: "The harness is blind: the fault was injected, but no gate turned red." }];
  }
  if (symptom.verdict === "pass") return [];
  const none = symptom.verdict === "fail" ? "there was none" : "there was no such attempt";
  const seen = symptom.share === null ? none : `${symptom.seen} of ${symptom.attempts} showed it`;
  return [{ verdict: symptom.verdict, reason: `It must turn red with ${symptom.wanted}; ${seen}.` }];
}

/** The share of streams that may stay unproved, in percent. */
const mostUnproved = 5;

function proofGaps({ unproved, streams, proofs }: FaceFacts["totals"], { face }: FaceFacts["head"]): string[] {
  if (face.protocol.proof.every((name) => name === "marker")) {
    return [
      "Nothing proves that no event is missing: add a proof to the description (number, witness, prefix or document).",
    ];
  }
  if (unproved === 0 || 100 * unproved <= mostUnproved * streams) return [];
  const why = [...proofs.values()].find((each) => each.why !== null)?.why ?? "no proof succeeded";
  return [`${unproved} of ${streams} streams could not be proved, the first because ${why}.`];
}

function endGaps(facts: Parameters<typeof isEndless>[0]): string[] {
  if (!isEndless(facts)) return [];
  const { name } = facts.head.face.protocol;
  return [
    `No stream ended in the way that "end" of the protocol ${name} describes. Correct "end"; for an endless or very long stream, use { after: n }.`,
  ];
}

/** Whether every record that was written is here. What a missing one said is unknown, so its absence accuses nobody. */
export function hasAllRecords({ missingRecords, damagedLines }: Pick<FaceFacts, "missingRecords" | "damagedLines">) {
  return missingRecords === 0 && damagedLines === 0;
}

/** Why a history is not enough to prove that the target is correct. */
export function recordObjections(facts: FaceFacts): Objection[] {
  const { end, missingRecords, damagedLines, totals, notes, head } = facts;
  const found: string[] = [...proofGaps(totals, head), ...endGaps({ head, totals, end })];
  if (!end) found.push("Its history is cut off: the last record is missing.");
  else if (end.status === "interrupted") found.push("It was interrupted before its end.");
  else if (end.status === "failed") found.push("It could not run to its end.");
  if (missingRecords !== null && missingRecords !== 0) {
    found.push(
      missingRecords > 0
        ? `${missingRecords} of its records are missing.`
        : `It has ${-missingRecords} records too many.`,
    );
  }
  if (damagedLines > 0) found.push(`${plural(damagedLines, "line")} of its history could not be read.`);
  if (totals.tainted > 0)
    found.push(`${totals.tainted} of its streams cannot be judged: their records are incomplete.`);
  if (
    end?.status === "complete" &&
    !end.stoppedEarly &&
    totals.plannedStreams + totals.droppedArrivals < head.face.plannedStreams
  ) {
    found.push(`Only ${totals.plannedStreams} of ${head.face.plannedStreams} planned streams were opened.`);
  }
  for (const note of notes) if (note.level === "error") found.push(`${note.text} (${note.code})`);
  return found.map((reason) => ({ verdict: "inconclusive", reason }));
}

/** Faults and monitors that did not show what they had to. */
export function faultObjections(facts: FaceFacts, spans: readonly FaultSpan[]): Objection[] {
  const { head, telemetry, end } = facts;
  const found: Objection[] = [];
  for (const name of head.face.expect.faults) {
    const span = spans.find((each) => each.name === name);
    if (span?.failed) found.push({ verdict: "inconclusive", reason: `The fault ${name} failed: ${span.failed}.` });
    else if (span?.provedAt == null) {
      found.push({ verdict: "inconclusive", reason: `The fault ${name} was never observed.` });
    }
  }
  const wanted = head.face.expect.symptoms;
  for (const { name, disproved } of spans) {
    if (disproved === null || wanted.some((each) => each.kind === "disproved" && each.fault === name)) continue;
    found.push({ verdict: "fail", reason: `The monitor ${name} measured a value outside its limit: ${disproved}.` });
  }
  if (end?.status !== "complete" || !hasAllRecords(facts)) return found;
  for (const name of head.face.expect.telemetry) {
    if (telemetry.some((each) => each.name === name && each.count > 0)) continue;
    found.push({ verdict: "fail", reason: `The server never logged ${name}, although this fault must cause it.` });
  }
  return found;
}
