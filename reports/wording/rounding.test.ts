import { beforeAll, expect, test } from "vitest";
import { judge } from "../../harness/gate/judge.ts";
import type { Results } from "../../harness/gate/results.ts";
import { faceRecords, streamRecords, toText, withFiles } from "../../harness/gate/testing/history.ts";
import { compare } from "../compare/compare-runs.ts";
import { renderComparison } from "../compare/comparison-text.ts";
import { runEvent } from "../datadog/push/run-event.ts";
import { renderAnnotations } from "../github/annotations.ts";
import { renderSummary } from "../github/job-summary.ts";
import { renderComment } from "../github/pull-request-comment.ts";
import { renderHtml } from "../html/html-report.ts";
import { renderJUnit } from "../junit.ts";
import { renderTerminal } from "../terminal/results-table.ts";
import { trend } from "../trend/trend-of-runs.ts";
import { renderTrend } from "../trend/trend-text.ts";

let results: Results;

/** 440 of 450 resumes are 97.7777... %: cut to 97.77, where rounding would give 97.78. Also 10 of 450 streams are 2.2222... %. */
beforeAll(async () => {
  const streams = Array.from({ length: 450 }, (_, s) =>
    streamRecords(s, s < 10 ? { answers: [{ status: 410, code: "BUFFER_TRIMMED" }] } : {}),
  );
  results = (await withFiles([toText(faceRecords(streams.flat()))], (paths) => judge(paths))).results;
});

const outputs: Readonly<Record<string, (results: Results) => string>> = {
  terminal: (run) => renderTerminal(run, { color: false, width: 80 }),
  comment: renderComment,
  "job summary": renderSummary,
  annotations: (run) => renderAnnotations(run).join("\n"),
  JUnit: renderJUnit,
  "HTML page": (run) => renderHtml(run).replaceAll(/<(script|style)[\s\S]*?<\/\1>|<[^>]*>/g, " "),
  "Datadog event": (run) => runEvent(run, Date.parse(run.started_at)).text ?? "",
  comparison: (run) => renderComparison(compare(run, run)),
  trend: (run) => renderTrend(trend([run, run])),
};

test.each(Object.keys(outputs))("the %s shows the success rate as 97.77, and nowhere as another figure", (name) => {
  const text = outputs[name]?.(results) as string;
  expect(new Set(text.match(/97\.[78]\d*/g))).toEqual(new Set(["97.77"]));
});

test.each(["terminal", "comment", "job summary", "JUnit", "HTML page", "comparison", "trend"])(
  "the %s shows the trim rate as 2.23, and nowhere as another figure",
  (name) => {
    const text = outputs[name]?.(results) as string;
    expect(new Set(text.match(/2\.2[23]\d*/g))).toEqual(new Set(["2.23"]));
  },
);
