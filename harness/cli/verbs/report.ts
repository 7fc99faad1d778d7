import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Command } from "commander";
import { renderHtml } from "../../../reports/html/html-report.ts";
import { errors, RefusalError } from "../../errors.ts";
import type { Results } from "../../gate/results.ts";
import { traceUrl } from "../options/arguments.ts";
import { readResults } from "../output/read-results.ts";
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
      try {
        writeFileSync(out, page);
      } catch (error) {
        throw new RefusalError(errors.unwritable(out, (error as NodeJS.ErrnoException).code ?? String(error)));
      }
      process.stdout.write(`${path.resolve(out)}\n`);
    });
}

/** The most files that are read in a folder of earlier runs, so that a wrong folder does not read a whole disk. */
const mostFiles = 2_000;

/**
 * All results in a folder and below it; files that are not results are skipped, since an artifact's folder holds others too.
 *
 * @throws RefusalError when the folder cannot be read or holds no results
 */
function readEarlier(folder: string): Results[] {
  let names: string[];
  try {
    names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  } catch (error) {
    throw new RefusalError(errors.badResults(folder, (error as NodeJS.ErrnoException).code ?? String(error)));
  }
  const found = resultsAmong(names, folder);
  if (found.length === 0) throw new RefusalError(errors.badResults(folder, "it contains no results"));
  return found;
}

function resultsAmong(names: readonly string[], folder: string): Results[] {
  const files = names.filter((name) => name.endsWith(".json")).slice(0, mostFiles);
  return files.flatMap((name) => {
    try {
      return [readResults(path.join(folder, name))];
    } catch (error) {
      if (error instanceof RefusalError) return [];
      throw error;
    }
  });
}
