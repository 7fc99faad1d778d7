import { Command, InvalidArgumentError } from "commander";
import { queries } from "../../../reports/datadog/production-queries.ts";
import { resumeCounts } from "../../../reports/datadog/resume-counts.ts";
import { sloPage } from "../../../reports/slo/slo-page.ts";
import { type Sample, sloReport } from "../../../reports/slo/slo-report.ts";
import { samplesOf } from "../../../reports/slo/slo-samples.ts";
import { renderSlo } from "../../../reports/slo/slo-text.ts";
import { errors, RefusalError } from "../../errors.ts";
import { percentOf } from "../options/arguments.ts";
import { print, withDatadog } from "../options/datadog-connection.ts";
import { type QueryFlags, withQueryFlags } from "../options/query-flags.ts";
import { resultsIn, writeText } from "../output/results-folder.ts";

interface SloOptions extends QueryFlags {
  readonly datadog?: true;
  readonly url?: string;
  readonly objective: number;
  readonly now?: number;
  readonly profile?: string;
  readonly json?: true;
  readonly html?: string;
}

/** `resume-gate slo`: success, error budget, burn rate and alerts. Exit 1 out of the objective, 3 without data. */
export function sloVerb(): Command {
  const verb = new Command("slo")
    .description("report success over 7 and 30 days, the error budget that is left, its burn rate, and the alerts")
    .argument("[folder]", "a folder with results files, at any depth")
    .option("--datadog", "use production's counts from Datadog instead (needs DD_API_KEY, DD_APP_KEY, DD_SITE)")
    .option("--url <url>", "another address of Datadog's API, e.g. a proxy (or in DD_URL)")
    .option("--objective <percent>", "the share of resumes that must succeed, in percent", percentOf, 98)
    .option("--profile <name>", "use only runs of this profile")
    .option("--now <time>", "the end of all windows, in ISO 8601 (default: now)", moment);
  return withQueryFlags(verb)
    .option("--json", "print as JSON")
    .option("--html <file>", "write an HTML page to this file too")
    .action(slo);
}

async function slo(folder: string | undefined, options: SloOptions): Promise<void> {
  if ((folder === undefined) !== (options.datadog === true)) {
    throw new RefusalError(
      errors.badUsage("Name a folder of results, or --datadog, and not both.", "E.g. `resume-gate slo results/`."),
    );
  }
  const ignored = options.datadog ? options.profile && "--profile" : options.url && "--url";
  if (ignored) {
    const what = options.datadog ? "production's counts of Datadog" : "a folder of results";
    throw new RefusalError(errors.badUsage(`${ignored} has no effect on ${what}.`, `Leave ${ignored} out.`));
  }
  const now = options.now ?? Date.now();
  const samples = folder === undefined ? await fromDatadog(options, now) : fromFolder(folder, options.profile);
  const report = sloReport(samples, { now, objective: options.objective, source: folder ?? "Datadog" });
  if (options.html) writeText(options.html, sloPage(report));
  print(options.json ? `${JSON.stringify(report, null, 2)}\n` : renderSlo(report));
  process.exitCode = report.exit_code;
}

function fromFolder(folder: string, profile: string | undefined): Sample[] {
  const { results, problems } = resultsIn(folder);
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  return samplesOf(results.filter((run) => profile === undefined || run.profile === profile));
}

function fromDatadog({ url, scope, counterSuffix }: SloOptions, now: number): Promise<Sample[]> {
  const { successes, attempts } = queries({ scope, counterSuffix });
  return withDatadog({ url, needsAppKey: true }, (datadog) => resumeCounts(datadog, { successes, attempts }, now));
}

function moment(text: string): number {
  const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw new InvalidArgumentError("It must be a time such as 2026-03-01T12:00:00Z.");
  return at;
}
