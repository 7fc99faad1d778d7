import { Command } from "commander";
import { trend } from "../../../reports/trend/trend-of-runs.ts";
import { trendPage } from "../../../reports/trend/trend-page.ts";
import { renderTrend } from "../../../reports/trend/trend-text.ts";
import { errors, RefusalError } from "../../errors.ts";
import { resultsIn, writeText } from "../output/results-folder.ts";

interface TrendOptions {
  readonly json?: true;
  readonly html?: string;
  readonly profile?: string;
}

/** `resume-gate trend`: whether the figures drift over many runs. Exit 1 when a gate metric drifts for the worse. */
export function trendVerb(): Command {
  return new Command("trend")
    .description("show whether the figures drift over the runs in a folder")
    .argument("<folder>", "a folder with results files, at any depth")
    .option("--profile <name>", "use only runs of this profile (default: the newest run's)")
    .option("--json", "print as JSON")
    .option("--html <file>", "write an HTML page with the charts to this file too")
    .action((folder: string, options: TrendOptions) => {
      const { results, problems } = resultsIn(folder);
      for (const problem of problems) process.stderr.write(`${problem}\n`);
      const profiles = [...new Set(results.map(({ profile }) => profile))];
      if (options.profile !== undefined && !profiles.includes(options.profile)) {
        throw new RefusalError(
          errors.badUsage(
            `No run in ${folder} is of the profile "${options.profile}".`,
            `There are: ${profiles.join(", ")}.`,
          ),
        );
      }
      const found = trend(results, options.profile);
      if (options.html) writeText(options.html, trendPage(found));
      process.stdout.write(options.json ? `${JSON.stringify(found, null, 2)}\n` : renderTrend(found));
      process.exitCode = found.exit_code;
    });
}
