import type { Results } from "../harness/gate/results.ts";
import { renderHtml } from "./html/html-report.ts";
import type { Traced } from "./html/trace/scenario-traces.ts";
import { renderJUnit } from "./junit.ts";

/** A file that a run writes beside its results. */
export interface Report {
  readonly name: string;
  /** The file's name, in the folder of the results. */
  readonly file: string;
  readonly render: (results: Results, traced: Traced) => string;
}

/** To add a report: write its file, add its line. */
export const reports: readonly Report[] = [
  { name: "html", file: "perf-sse-report.html", render: (results, traced) => renderHtml(results, [], traced) },
  { name: "junit", file: "perf-sse-junit.xml", render: renderJUnit },
];
