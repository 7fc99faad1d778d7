import { Command } from "commander";
import { renderSummary } from "../../../reports/summary.ts";
import { readResults } from "../output/read-results.ts";

/** `resume-gate summary`: results as GitHub Markdown, for `$GITHUB_STEP_SUMMARY`. */
export function summaryVerb(): Command {
  return new Command("summary")
    .description("print results as GitHub Markdown, for a job summary")
    .argument("[results]", "a results file", "perf-sse-live-results.json")
    .action((file: string) => {
      process.stdout.write(renderSummary(readResults(file)));
    });
}
