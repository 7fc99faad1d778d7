import { Command } from "commander";
import { compare, defaultLimits } from "../../../reports/compare/compare.ts";
import { renderComparison } from "../../../reports/compare/render.ts";
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
    .description("say of each metric whether run B is better, the same, worse, or cannot be told from run A")
    .argument("<a>", "the earlier results file")
    .argument("<b>", "the later results file")
    .option("--margin <points>", "percentage points that rates may differ", positiveNumber, defaultLimits.marginPoints)
    .option("--tolerance <percent>", "percent that times may differ", positiveNumber, defaultLimits.tolerancePercent)
    .option("--json", "as JSON")
    .action((a: string, b: string, options: CompareOptions) => {
      const limits = { marginPoints: options.margin, tolerancePercent: options.tolerance };
      const comparison = compare(readResults(a), readResults(b), limits);
      process.stdout.write(options.json ? `${JSON.stringify(comparison, null, 2)}\n` : renderComparison(comparison));
      process.exitCode = comparison.exit_code;
    });
}
