import { expect, test } from "vitest";
import type { FaceName } from "../history/face-info.ts";
import { judge } from "./judge.ts";
import type { FaceResult, Gate, Results } from "./results.ts";
import { goodFace, toText, withFiles } from "./testing/history.ts";
import { greenRuns } from "./testing/runs/green-runs.ts";
import { incompleteRuns } from "./testing/runs/incomplete-runs.ts";
import { redRuns } from "./testing/runs/red-runs.ts";

/**
 * What the judge says about made-up runs, as a file to read: a changed rule or sentence shows there, line by line. Read every
 * changed line before you accept it (`vitest -u`).
 */
const runs = { ...greenRuns, ...redRuns, ...incompleteRuns };

/** Runs of which each gate is shown, not only those that did not pass. */
const shownWhole = new Set([
  "all is correct",
  "each limit just kept",
  "the final graph suffices, and came",
  "what was asked for",
]);

const gateLine = ([name, { limit, op, value, low, high, verdict, reason }]: [string, Gate]) =>
  `    ${name}: ${value} ${op} ${limit}${low === undefined ? "" : ` [${low}${high === undefined ? "" : `, ${high}`}]`} ${verdict}: ${reason}`;

function faceLines(row: string, face: FaceResult, all: boolean): string[] {
  const { symptom, ended: how, stopped_early, observed, verdict, expected, face: name, summary } = face;
  return [
    `  ${row}.${name as FaceName} (${expected}): observed ${observed}, ${verdict}, ${how}${stopped_early ? `, stopped: ${stopped_early}` : ""}, took ${summary.duration_ms}`,
    ...face.reasons.map((reason) => `    - ${reason}`),
    ...(symptom
      ? [
          `    symptom ${symptom.verdict}: ${symptom.seen} of ${symptom.attempts} (${symptom.share}), wanted ${symptom.wanted}`,
        ]
      : []),
    `    answers ${JSON.stringify(face.answers)} telemetry ${JSON.stringify(face.telemetry)}`,
    ...face.faults.map((each) => `    fault ${JSON.stringify(Object.values(each))}`),
    ...face.phases.map((each) => `    phase ${JSON.stringify(Object.values(each))}`),
    ...face.findings.map(
      ({ kind, stream, request_id, seq, text }) => `    found ${JSON.stringify([kind, stream, request_id, seq, text])}`,
    ),
    ...(face.failing_streams ?? []).map(
      ({ stream, connections }) => `    drawn ${stream}: ${connections.map((each) => each.answer).join(", ")}`,
    ),
    ...Object.entries(face.gates)
      .filter(([, gate]) => gate.verdict !== "pass" || all)
      .map(gateLine),
  ];
}

function said(claim: string, { verdict, exit_code, reasons, gates, scenarios, command, summary }: Results): string {
  return [
    `# ${claim}: ${verdict}, exit ${exit_code}`,
    ...reasons.map((reason) => `- ${reason}`),
    `  summary: ${summary.resume_successes} of ${summary.resume_eligible}, ${summary.streams_completed} of ${summary.streams_started} complete`,
    ...(command ? [`  command ${JSON.stringify(command)}`] : []),
    ...Object.entries(gates)
      .filter(([, gate]) => gate.verdict !== "pass")
      .map(gateLine),
    ...scenarios.flatMap(({ name, verdict: row, reasons: why, faces }) => [
      `  row ${name}: ${row}, ${why.length} reasons`,
      ...faces.flatMap((face) => faceLines(name, face, shownWhole.has(claim))),
    ]),
  ].join("\n");
}

test("what the judge says about each run is what was read and approved", async () => {
  const texts: string[] = [];
  for (const [claim, make] of Object.entries(runs)) {
    const { results } = await withFiles(make().map(toText), (paths) => judge(paths));
    texts.push(said(claim, results));
  }
  await expect(`${texts.join("\n\n")}\n`).toMatchFileSnapshot("approved/judged.txt");
});

test.each([
  { claim: "an empty file", texts: [""], says: /line 1: an empty file/ },
  {
    claim: "a file without a head",
    texts: ['{"k":"dropped","due":1,"reason":"late"}\n'],
    says: /line 1: a record before the head/,
  },
  {
    claim: "a head of another schema",
    texts: [toText(goodFace()).replace("resume_gate.history.v2", "moon.v9")],
    says: /line 1: of the schema "moon\.v9", not resume_gate\.history\.v2/,
  },
  { claim: "no file at all", texts: [], says: /\(no file\).*line 1: nothing was given/ },
])("$claim is refused, with the place", async ({ texts, says }) => {
  await expect(withFiles(texts, (paths) => judge(paths))).rejects.toThrow(says);
});

test("a file that cannot be read is refused, with the system's reason", async () => {
  await expect(judge(["/nowhere/at/all.ndjson"])).rejects.toThrow(/\/nowhere\/at\/all\.ndjson.*ENOENT/);
});

test("a second head is damage of its line, and so is what comes before the first", async () => {
  const lines = toText(goodFace()).split("\n");
  const twice = await withFiles([lines.toSpliced(300, 0, lines[0] as string).join("\n")], (paths) => judge(paths));
  expect(twice.damage).toMatchObject([{ line: 301, problem: "a second head" }]);
  expect(twice.results.verdict).toBe("inconclusive");
  const before = await withFiles([['{"k":"dropped","due":1,"reason":"late"}', ...lines].join("\n")], (paths) =>
    judge(paths),
  );
  expect(before.damage).toMatchObject([{ line: 1, problem: "a record before the head" }]);
  expect(before.results.verdict).toBe("inconclusive"); // the file is not as it was written
});
