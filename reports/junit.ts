import type { FaceResult, Gate, Results, ScenarioRow, Verdict } from "../harness/gate/results.ts";
import { gateText } from "./wording/figure-text.ts";
import { firstSeen, isOfRows } from "./wording/row-words.ts";

export interface Case {
  readonly name: string;
  readonly classname: string;
  readonly timeMs: number;
  readonly verdict: Verdict | "not offered";
  readonly message: string;
  readonly text: string;
}

/**
 * The results as JUnit XML: one suite for the gates of all green faces, one for each scenario with a case for each face.
 * A failed case is a failure, and an inconclusive one an error, so that no reader of such files takes it for passed.
 *
 * Fits the schema of Ant's JUnit task and that of Jenkins' xUnit plug-in.
 */
export function renderJUnit(results: Results): string {
  const suites = [
    suite(results, { id: 0, name: "gates", timeMs: results.summary.duration_ms, cases: gateCases(results.gates) }),
    ...(isOfRows(results)
      ? [rowSuite(results)]
      : results.scenarios.map((row, i) => scenarioSuite(results, row, i + 1))),
  ];
  return suitesFile(suites);
}

export function suitesFile(suites: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join("\n")}\n</testsuites>\n`;
}

function gateCases(gates: Readonly<Record<string, Gate>>): Case[] {
  return Object.entries(gates).map(([name, gate]) => ({
    name,
    classname: "resume-gate.gates",
    timeMs: 0,
    verdict: gate.verdict,
    message: gate.reason,
    text: `value ${gateText(name, gate)}`,
  }));
}

function scenarioSuite(results: Results, row: ScenarioRow, id: number): string {
  const cases = row.faces.map((face) => faceCase(row.name, face));
  const timeMs = Math.max(0, ...cases.map((each) => each.timeMs));
  return suite(results, { id, name: row.name, timeMs, cases });
}

/** One case for each row. A row that the target does not offer is skipped, with the reason. */
function rowSuite(results: Results): string {
  const ran = results.scenarios.flatMap(({ name, faces }) =>
    faces.map((face) => ({ ...faceCase("rows", face), name, text: [firstSeen(face), ...face.reasons].join("\n") })),
  );
  const missing = (results.not_offered ?? []).map(({ row, reason }) => ({
    name: row,
    classname: "resume-gate.rows",
    timeMs: 0,
    verdict: "not offered" as const,
    message: reason,
    text: reason,
  }));
  const timeMs = Math.max(0, ...ran.map((each) => each.timeMs));
  return suite(results, { id: 1, name: "rows", timeMs, cases: [...ran, ...missing] });
}

function faceCase(scenario: string, face: FaceResult): Case {
  const answers = Object.entries(face.answers).map(([answer, count]) => `${count} x ${answer}`);
  return {
    name: face.face,
    classname: `resume-gate.${scenario}`,
    timeMs: face.summary.duration_ms,
    verdict: face.verdict,
    message: face.reasons[0] ?? "",
    text: [...face.reasons, `Answers: ${answers.join(", ") || "none"}`].join("\n"),
  };
}

/** The run that a suite belongs to. */
type Run = Pick<Results, "started_at" | "run_id" | "profile" | "seed">;

export function suite(
  results: Run,
  { id, name, timeMs, cases }: { id: number; name: string; timeMs: number; cases: readonly Case[] },
): string {
  const count = (verdict: Verdict) => cases.filter((each) => each.verdict === verdict).length;
  const attributes = {
    id,
    package: "resume-gate",
    name,
    timestamp: results.started_at.slice(0, 19),
    hostname: "localhost",
    tests: cases.length,
    failures: count("fail"),
    errors: count("inconclusive"),
    skipped: cases.filter((each) => each.verdict === "not offered").length,
    time: seconds(timeMs),
  };
  const properties = { run_id: results.run_id, profile: results.profile, seed: results.seed };
  return [
    `  <testsuite${written(attributes)}>`,
    "    <properties>",
    ...Object.entries(properties).map(([key, value]) => `      <property${written({ name: key, value })}/>`),
    "    </properties>",
    ...cases.map(testCase),
    "    <system-out></system-out>",
    "    <system-err></system-err>",
    "  </testsuite>",
  ].join("\n");
}

function testCase({ name, classname, timeMs, verdict, message, text }: Case): string {
  const opening = `    <testcase${written({ name, classname, time: seconds(timeMs) })}`;
  if (verdict === "pass") return `${opening}/>`;
  if (verdict === "not offered") return `${opening}><skipped${written({ message })}/></testcase>`;
  const tag = verdict === "fail" ? "failure" : "error";
  return `${opening}>\n      <${tag}${written({ message, type: verdict })}>${escapeXml(text)}</${tag}>\n    </testcase>`;
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3);
}

function written(attributes: Readonly<Record<string, string | number>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value)).replaceAll("\n", "&#10;")}"`)
    .join("");
}

const names: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text for XML 1.0. Characters that XML cannot hold become the replacement character. */
export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replaceAll("\r", "")
    .replaceAll(/[&<>"]/g, (sign) => names[sign] as string);
}
