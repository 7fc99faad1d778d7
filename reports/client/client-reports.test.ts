import { expect, test } from "vitest";
import { validateXML } from "xmllint-wasm";
import { judgeRow } from "../../harness/lab/judge/judge.ts";
import { conclude } from "../../harness/lab/run/conclude.ts";
import { LabHistory } from "../../harness/lab/testing/records.ts";
import { findingKinds } from "../../rows/client/row.ts";
import { clientRows } from "../../rows/client/rows.ts";
import { junitSchema } from "../testing/junit-schema.ts";
import { renderClientHtml } from "./client-html.ts";
import { renderClientSummary } from "./client-job-summary.ts";
import { renderClientJUnit } from "./client-junit.ts";
import schema from "./client-results.schema.json" with { type: "json" };
import { renderClientTerminal } from "./client-table.ts";
import { validateClientResults } from "./validate-client-results.ts";

/** Three rows: a pass, a fail with hostile text, one without a verdict. */
function results() {
  const histories = [
    new LabHistory().request().stream().events(0, 1, 2, 3, 4, 5).end("end").done(),
    new LabHistory().request().stream().events(0, 1).got('<b>|"&\u0007').end().ended("exited with 0").done(),
    new LabHistory().ended("exited with 1: <script>").done(),
  ];
  const judged = histories.map((records, at) => {
    const row = clientRows[at] as (typeof clientRows)[number];
    const verdict = judgeRow(row, records, { reports: true, mustStartAnew: false });
    return { row, records, verdict, history: `${row.name}.ndjson` };
  });
  return conclude(judged, {
    id: "run",
    startedAt: "2026-01-02T03:04:05.678Z",
    durationMs: 12,
    seed: 7,
    protocol: "event-source",
    client: "node <client>.mjs",
    interrupted: false,
  });
}

test("the results fit their schema, which knows each finding", () => {
  expect(validateClientResults(results())).toEqual([]);
  expect(validateClientResults({ ...results(), verdict: "fine" })).not.toEqual([]);
  expect(schema.definitions.finding.properties.kind.enum).toEqual(findingKinds);
});

test("a failure outranks a missing verdict, and each has its reason", () => {
  const { verdict, exit_code, summary, reasons } = results();
  expect({ verdict, exit_code, summary }).toEqual({
    verdict: "fail",
    exit_code: 1,
    summary: { pass: 1, fail: 1, "left open": 0, inconclusive: 1 },
  });
  expect(reasons).toHaveLength(2);
});

test("the terminal has a line a row, none longer than its width, and no control characters", () => {
  const lines = renderClientTerminal(results(), { color: false, width: 90 }).split("\n");
  expect(lines.filter((line) => line.length > 90)).toEqual([]);
  expect(lines.some((line) => line.startsWith("whole") && line.includes("pass"))).toBe(true);
  expect(lines.join("")).not.toContain("\u0007");
});

test("the page and the summary show a client's words as text", () => {
  expect(renderClientHtml(results())).not.toContain("<script>");
  expect(renderClientHtml({ ...results(), protocol: "<script>.json" })).not.toContain("<script>");
  expect(renderClientSummary(results())).not.toContain("<b>");
});

test("the JUnit file fits the schema; a failed row is a failure, and one without a verdict an error", async () => {
  const xml = renderClientJUnit(results());
  expect(xml.match(/<failure/g)).toHaveLength(1);
  expect(xml.match(/<error/g)).toHaveLength(1);
  const { errors } = await validateXML({
    xml: [{ fileName: "junit.xml", contents: xml }],
    schema: [{ fileName: "junit.xsd", contents: junitSchema }],
  });
  expect(errors).toEqual([]);
});
