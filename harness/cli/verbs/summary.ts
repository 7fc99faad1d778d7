import { Command } from "commander";
import { renderClientSummary } from "../../../reports/client/client-job-summary.ts";
import { renderSummary } from "../../../reports/github/job-summary.ts";
import { CLIENT_RESULTS } from "../../lab/results.ts";
import { readAnyResults } from "../output/read-results.ts";

/** `resume-gate summary`: results as GitHub Markdown, for `$GITHUB_STEP_SUMMARY`. */
export function summaryVerb(): Command {
  return new Command("summary")
    .description("print results as GitHub Markdown, for a job summary")
    .argument("[results]", "a results file", "perf-sse-live-results.json")
    .action((file: string) => {
      const results = readAnyResults(file);
      process.stdout.write(results.schema === CLIENT_RESULTS ? renderClientSummary(results) : renderSummary(results));
    });
}
