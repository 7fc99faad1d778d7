import type { FaceFacts } from "../check/face-check.ts";
import type { FindingKind } from "../check/findings.ts";
import { kept } from "../figures.ts";
import type { Symptom } from "../history/records.ts";
import type { FaceMeasure } from "../measure/face-measure.ts";
import { duringFault, type FaultSpan } from "../measure/phases.ts";
import { percent } from "../measure/wilson.ts";
import { isEndless } from "./endless.ts";
import { type Gates, isSaturated, symptomGates, worst } from "./gates.ts";
import type { SymptomResult, Verdict } from "./results.ts";

/** A verdict with one sentence for each thing that kept it from `pass`, worst first. */
export interface FaceVerdict {
  readonly observed: Verdict;
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
  readonly symptom: SymptomResult | null;
}

interface Objection {
  readonly verdict: Verdict;
  readonly reason: string;
}

/**
 * Whether a face showed what it had to (verdict.md, Verdicts): a green one has all gates green; a red one is red with the
 * symptom that the runbook names, and with nothing else.
 */
export function judgeFace(
  facts: FaceFacts,
  measure: FaceMeasure,
  spans: readonly FaultSpan[],
  gates: Gates,
): FaceVerdict {
  const { expect } = facts.head.face;
  const red = expect.outcome === "red";
  const failing = Object.entries(gates).filter(([, gate]) => gate.verdict !== "pass");
  const meant = [...symptomGates, ...(expect.redGates ?? [])];
  const disproved = spans.filter((span) => span.disproved !== null);
  const observed = worst([
    ...Object.entries(gates).flatMap(([name, gate]) => (meant.includes(name) ? [gate.verdict] : [])),
    ...disproved.map((): Verdict => "fail"),
  ]);
  const symptom = red ? judgeSymptom(facts, measure, spans) : null;
  const mayFail = (name: string) => red && (meant.includes(name) || name === "reconnect_p99_ms");
  const objections: Objection[] = [
    ...failing
      .filter(([name]) => !mayFail(name))
      .map(([name, gate]) => ({ verdict: gate.verdict, reason: `${name}: ${gate.reason}` })),
    ...(symptom && facts.end?.status === "complete" && injected(facts, spans)
      ? redObjections(observed, symptom, isSaturated(gates))
      : []),
    ...recordObjections(facts),
    ...faultObjections(facts, spans),
  ];
  if (objections.length === 0 && facts.end?.stoppedEarly) {
    objections.push({ verdict: "inconclusive", reason: `It was stopped early (${facts.end.stoppedEarly}).` });
  }
  const sorted = objections.sort((a, b) => (a.verdict === b.verdict ? 0 : a.verdict === "fail" ? -1 : 1));
  return {
    observed: red ? observed : worst(Object.values(gates).map((gate) => gate.verdict)),
    verdict: worst(["pass", ...objections.map((each) => each.verdict)]),
    reasons: sorted.map((each) => each.reason),
    symptom,
  };
}

/** Whether each fault that was meant did happen. Where one did not, that nothing turned red says nothing. */
function injected({ head }: FaceFacts, spans: readonly FaultSpan[]): boolean {
  return head.face.expect.faults.every((name) =>
    spans.some((span) => span.name === name && span.provedAt !== null && span.failed === null),
  );
}

function redObjections(observed: Verdict, symptom: SymptomResult, saturated: boolean): Objection[] {
  if (saturated && symptom.verdict !== "pass") {
    return [{ verdict: "inconclusive", reason: "The load generator was saturated before the symptom could show." }];
  }
  if (observed !== "fail" && !saturated) {
    return [{ verdict: "fail", reason: "The harness is blind: the fault was injected, but no gate turned red." }];
  }
  if (symptom.verdict === "pass") return [];
  const seen =
    symptom.share === null
      ? "no eligible attempt was made in that time"
      : `${symptom.seen} of ${symptom.attempts} showed it`;
  return [{ verdict: symptom.verdict, reason: `It must turn red with ${symptom.wanted}; ${seen}.` }];
}

function judgeSymptom(
  { head, totals }: FaceFacts,
  { attempts }: FaceMeasure,
  spans: readonly FaultSpan[],
): SymptomResult {
  const { expect } = head.face;
  const probes = expect.symptoms.flatMap((symptom) => (symptom.kind === "disproved" ? [symptom.fault] : []));
  if (probes.length > 0) return judgeProbes(probes, spans);
  const finding = expect.symptoms.find((symptom) => symptom.kind === "found")?.finding;
  if (finding) return judgeFinding(finding, totals.findings.counts[finding as FindingKind] ?? 0);
  const relevant = attempts.filter(
    ({ eligible, at }) => eligible && (expect.phase === "all" || duringFault(spans, at)),
  );
  const seen = relevant.filter((attempt) => attempt.symptom).length;
  const share = percent(seen, relevant.length);
  const phase = expect.phase === "fault" ? " while the fault lasts" : "";
  return {
    wanted: `${expect.symptoms.map(nameOf).join(" or ")} on at least ${expect.minShare} % of the attempts${phase}`,
    attempts: relevant.length,
    seen,
    share: kept(share, ">="),
    verdict: share === null ? "inconclusive" : share >= expect.minShare ? "pass" : "fail",
  };
}

/** A symptom that no attempt shows: each of the probes must have found a failure. */
function judgeProbes(probes: readonly string[], spans: readonly FaultSpan[]): SymptomResult {
  const seen = probes.filter((name) => spans.some((span) => span.name === name && span.disproved !== null)).length;
  return {
    wanted: `a failure found by the probe ${probes.join(" and ")}`,
    attempts: probes.length,
    seen,
    share: kept(percent(seen, probes.length), ">="),
    verdict: seen === probes.length ? "pass" : "fail",
  };
}

/** A symptom that no eligible attempt shows: the checker must have found it. */
function judgeFinding(finding: string, seen: number): SymptomResult {
  return {
    wanted: `at least one finding "${finding}"`,
    attempts: seen,
    seen,
    share: seen > 0 ? 100 : null,
    verdict: seen > 0 ? "pass" : "fail",
  };
}

function nameOf(symptom: Symptom): string {
  if (symptom.kind === "partial") return "a partial recovery";
  if (symptom.kind === "lost-connection") return "a lost connection";
  if (symptom.kind === "found") return symptom.finding;
  if (symptom.kind === "disproved") return `the probe ${symptom.fault}`;
  return `${symptom.status} ${symptom.code}${symptom.reason === undefined ? "" : ` (${symptom.reason})`}`;
}

/** Streams that no proof could judge, where they are more than a few. */
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

/** What is missing from the history, so that nothing good can be said by it. */
function recordObjections({ end, missingRecords, totals, notes, head }: FaceFacts): Objection[] {
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
  if (totals.tainted > 0)
    found.push(`${totals.tainted} of its streams cannot be judged: their records are incomplete.`);
  if (
    end?.status === "complete" &&
    !end.stoppedEarly &&
    totals.streams + totals.droppedArrivals < head.face.plannedStreams
  ) {
    found.push(`Only ${totals.streams} of ${head.face.plannedStreams} planned streams were opened.`);
  }
  for (const note of notes) if (note.level === "error") found.push(`${note.text} (${note.code})`);
  return found.map((reason) => ({ verdict: "inconclusive", reason }));
}

function faultObjections({ head, telemetry, end }: FaceFacts, spans: readonly FaultSpan[]): Objection[] {
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
    found.push({ verdict: "fail", reason: `The probe ${name} found: ${disproved}.` });
  }
  if (end?.status !== "complete") return found;
  for (const name of head.face.expect.telemetry) {
    if (telemetry.some((each) => each.name === name && each.count > 0)) continue;
    found.push({ verdict: "fail", reason: `The server never logged ${name}, although this fault must cause it.` });
  }
  return found;
}
