import type { ClientResults } from "../../harness/lab/results.ts";
import { renderClientHtml } from "./client-html.ts";
import { renderClientJUnit } from "./client-junit.ts";

/** The results file of `resume-gate client`. */
const clientResultsFile = "resume-gate-client.json";

/** To add a report: write its file, add its line. */
export const clientReports: readonly {
  readonly file: string;
  readonly render: (results: ClientResults) => string;
}[] = [
  { file: clientResultsFile, render: (results) => `${JSON.stringify(results, null, 2)}\n` },
  { file: "resume-gate-client.html", render: renderClientHtml },
  { file: "resume-gate-client.xml", render: renderClientJUnit },
];
