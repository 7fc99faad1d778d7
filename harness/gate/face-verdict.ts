import type { FaceFacts } from "../check/face-check.ts";
import type { FaceMeasure } from "../measure/face-measure.ts";
import type { FaultSpan } from "../measure/phases.ts";
import { isSaturated } from "./blame.ts";
import { symptomGates, worst } from "./gates.ts";
import { judgeSymptom } from "./judge-symptom.ts";
import { faultObjections, hasAllRecords, type Objection, recordObjections, redObjections } from "./objections.ts";
import type { Gates, SymptomResult, Verdict } from "./results.ts";

/** A verdict with one sentence for each thing that kept it from `pass`, worst first. */
export interface FaceVerdict {
  readonly observed: Verdict;
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
  readonly symptom: SymptomResult | null;
}

/**
 * Whether a face showed what it had to (verdict.md, Verdicts). A green face must have all gates green. A red face must be red
 * with the symptom that the runbook names, and with nothing else.
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
    ...(symptom && facts.end?.status === "complete" && hasAllRecords(facts) && injected(facts, spans)
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

/** Whether every planned fault happened. If one did not, a face that did not turn red proves nothing. */
function injected({ head }: FaceFacts, spans: readonly FaultSpan[]): boolean {
  return head.face.expect.faults.every((name) =>
    spans.some((span) => span.name === name && span.provedAt !== null && span.failed === null),
  );
}
