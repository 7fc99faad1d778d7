import type { Results } from "../../harness/gate/results.ts";
import { faceTable, gateTable, headline, origin, proofs, rateChart, reasonList, reproduce } from "./markdown-parts.ts";

/** The results in GitHub's Markdown, for a job summary (`$GITHUB_STEP_SUMMARY`). */
export function renderSummary(results: Results): string {
  const reasons = reasonList(results, 20);
  return `${[
    ...headline(results),
    ...(reasons.length > 0 ? ["### Why", "", ...reasons] : []),
    ...proofs(results),
    ...faceTable(results),
    ...rateChart(results),
    ...gateTable(results),
    ...reproduce(results),
    origin(results),
  ].join("\n")}\n`;
}
