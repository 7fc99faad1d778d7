import { Command } from "commander";
import { compare, defaultLimits } from "../../../reports/compare/compare-runs.ts";
import { renderComparison } from "../../../reports/compare/comparison-text.ts";
import { positiveNumber } from "../options/arguments.ts";
import { readResults } from "../output/read-results.ts";

interface CompareOptions {
  readonly json?: true;
  readonly margin: number;
  readonly tolerance: number;
}

/** `resume-gate compare`: what got better or worse from one run to another. Exit 1 when a gate metric of B is worse. */
export function compareVerb(): Command {
  return new Command("compare")
    .description("say for each metric whether run B is better or worse than run A, the same, or unclear")
    .argument("<a>", "the earlier results file")
    .argument("<b>", "the later results file")
    .option(
      "--margin <points>",
      "how many percentage points rates may differ",
      positiveNumber,
      defaultLimits.marginPoints,
    )
    .option(
      "--tolerance <percent>",
      "how many percent times may differ",
      positiveNumber,
      defaultLimits.tolerancePercent,
    )
    .option("--json", "print as JSON")
    .action((a: string, b: string, options: CompareOptions) => {
      const limits = { marginPoints: options.margin, tolerancePercent: options.tolerance };
      const comparison = compare(readResults(a), readResults(b), limits);
      process.stdout.write(options.json ? `${JSON.stringify(comparison, null, 2)}\n` : renderComparison(comparison));
      process.exitCode = comparison.exit_code;
    });
}
