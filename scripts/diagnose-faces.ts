import { readFileSync, writeFileSync } from "node:fs";
import type { Evidence } from "../harness/diagnose/evidence.ts";
import { facesOf, logsBeside } from "../harness/diagnose/faces-in-trouble.ts";
import { rank } from "../harness/diagnose/rank.ts";
import { readLogs } from "../harness/diagnose/read-logs.ts";
import type { FaceResult, Results } from "../harness/gate/results.ts";
import { refuseArguments, scriptArguments } from "./arguments/script-arguments.mjs";

const usage = `usage: node scripts/diagnose-faces.ts RESULTS… [--record FILE]

Compares \`diagnose\` with what is known: the cause that each inject face of a run was given.

Prints a table: the true cause and its rank by results and logs (rank), and by the same without what the faults observed of themselves
(blind). \`--record\` keeps the evidence for the unit test.

Exit codes: 0 each true cause is first, 1 one is not, 2 wrong usage.
`;
const { words: files, values } = await scriptArguments(
  usage,
  { record: { type: "string" } },
  { mostWords: Number.POSITIVE_INFINITY },
);
if (files.length === 0) refuseArguments(usage, "There are no results to look at.", "Name a results file.");
const recorded: Record<string, Evidence> = {};
let wrong = 0;
process.stdout.write("| true cause | rank | score | next | rank, blind |\n|---|---|---|---|---|\n");
for (const file of files) {
  const results = JSON.parse(readFileSync(file, "utf8")) as Results;
  for (const face of facesOf(results)) {
    const { result, id } = face;
    if (result.face !== "inject" || result.verdict !== "pass") continue; // without its symptom a face shows no cause
    const cause = id.slice(0, id.lastIndexOf("."));
    const logFiles = logsBeside(file, [face]);
    const logs = logFiles.length === 0 ? null : await readLogs(logFiles);
    const evidence: Evidence = {
      faces: [{ id: "the face", result: withoutUnread(result) }],
      logs,
      targets: [],
      redis: null,
    };
    const causes = rank(evidence);
    const place = causes.findIndex((each) => each.cause === cause);
    if (place !== 0) wrong++;
    recorded[cause] ??= evidence;
    const next = causes.find((each) => each.cause !== cause);
    const cells = [cause, placeText(place), causes[place]?.score ?? "", next ? `${next.cause} (${next.score})` : "–"];
    process.stdout.write(`| ${[...cells, blindRank(evidence, cause)].join(" | ")} |\n`);
  }
}
if (values.record) writeFileSync(values.record, `${JSON.stringify(recorded, null, 1)}\n`);
if (wrong > 0 || Object.keys(recorded).length === 0) {
  process.stderr.write(wrong > 0 ? `${wrong} not first.\n` : "There was no inject face to look at.\n");
  process.exitCode = 1;
}

/** The rank without what the faults observed of themselves. Causes of the same score share a place. */
function blindRank(evidence: Evidence, cause: string): string {
  const faces = evidence.faces.map((face) => ({ ...face, result: { ...face.result, faults: [] } }));
  const causes = rank({ ...evidence, faces });
  const mine = causes.find((each) => each.cause === cause);
  if (!mine) return "not seen";
  const better = causes.filter(({ score }) => score > mine.score).length;
  const equal = causes.filter(({ score }) => score === mine.score).length;
  return equal > 1 ? `${better + 1}, with ${equal - 1} more` : `${better + 1}`;
}

/** The result without the parts that no rule reads. */
function withoutUnread(result: FaceResult): FaceResult {
  const { reconnect_percentiles: _r, latency_percentiles: _l, ...summary } = result.summary;
  return { ...result, summary, gates: {}, phases: [], findings: result.findings.slice(0, 5) };
}

function placeText(place: number): string {
  return place < 0 ? "not seen" : String(place + 1);
}
