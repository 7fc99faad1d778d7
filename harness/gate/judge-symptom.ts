import type { FaceFacts } from "../check/face-check.ts";
import type { FindingKind } from "../check/findings.ts";
import { kept } from "../figures.ts";
import type { Symptom } from "../history/face-info.ts";
import type { FaceMeasure } from "../measure/face-measure.ts";
import { duringFault, type FaultSpan } from "../measure/phases.ts";
import { percent } from "../measure/wilson.ts";
import type { SymptomResult } from "./results.ts";

/** Whether an inject face shows one of the symptoms that the runbook names, and often enough. */
export function judgeSymptom(
  { head, totals }: FaceFacts,
  { attempts }: FaceMeasure,
  spans: readonly FaultSpan[],
): SymptomResult {
  const { expect } = head.face;
  const monitors = expect.symptoms.flatMap((symptom) => (symptom.kind === "disproved" ? [symptom.fault] : []));
  if (monitors.length > 0) return judgeMonitors(monitors, spans);
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

/** A symptom that no attempt shows: each of these monitors must have measured a value outside its limit. */
function judgeMonitors(monitors: readonly string[], spans: readonly FaultSpan[]): SymptomResult {
  const seen = monitors.filter((name) => spans.some((span) => span.name === name && span.disproved !== null)).length;
  return {
    wanted: `a value outside its limit, measured by ${monitors.join(" and by ")}`,
    attempts: monitors.length,
    seen,
    share: kept(percent(seen, monitors.length), ">="),
    verdict: seen === monitors.length ? "pass" : "fail",
  };
}

/** A symptom that no eligible attempt shows: there must be a finding of this kind. */
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
  if (symptom.kind === "disproved") return `the monitor ${symptom.fault}`;
  return `${symptom.status} ${symptom.code}${symptom.reason === undefined ? "" : ` (${symptom.reason})`}`;
}
