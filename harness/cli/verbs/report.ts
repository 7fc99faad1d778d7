import path from "node:path";
import { Command } from "commander";
import { renderHtml } from "../../../reports/html/html-report.ts";
import type { Results } from "../../gate/results.ts";
import { traceUrl } from "../options/arguments.ts";
import { readResults } from "../output/read-results.ts";
import { resultsIn, writeText } from "../output/results-folder.ts";
import { tracedOf } from "../output/write-reports.ts";

interface ReportOptions {
  readonly out: string;
  readonly earlier?: string;
  readonly traceUrl?: string;
}

/** `resume-gate report`: results as one HTML page, with the trend over earlier runs where they are given. */
export function reportVerb(): Command {
  return new Command("report")
    .description("write results as one HTML page that needs no other file")
    .argument("[results]", "a results file", "perf-sse-live-results.json")
    .option("--out <file>", "the file for the page", "perf-sse-report.html")
    .option("--earlier <folder>", "results of earlier runs (*.json, also in folders below), for the trend")
    .option(
      "--trace-url <url>",
      "link the traces to your tracing system, e.g. https://jaeger.example/trace/{trace}",
      traceUrl,
    )
    .action(async (file: string, { out, earlier, traceUrl: url }: ReportOptions) => {
      const results = readResults(file);
      const traced = await tracedOf(file, results, url);
      const page = renderHtml(results, earlier === undefined ? [] : readEarlier(earlier), traced);
      writeText(out, page);
      process.stdout.write(`${path.resolve(out)}\n`);
    });
}

/** All results in a folder and below it, each run once. @throws RefusalError when there are none */
function readEarlier(folder: string): readonly Results[] {
  const { results, problems } = resultsIn(folder);
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  return results;
}
