import type { Results } from "../../harness/gate/results.ts";
import { faceTable, gateTable, headline, origin, reasonList, reproduce } from "./markdown-parts.ts";

/** Marks the comment as ours, so that a later run finds and replaces it. It is not visible. */
export const commentMarker = "<!-- resume-gate -->";

/** The results as the one comment of a pull request: the verdict and reasons, and the rest folded away. */
export function renderComment(results: Results): string {
  return `${[
    commentMarker,
    ...headline(results),
    ...reasonList(results, 8),
    ...reproduce(results),
    "<details><summary>Scenarios and gates</summary>",
    "",
    ...faceTable(results),
    ...gateTable(results),
    "</details>",
    "",
    origin(results),
  ].join("\n")}\n`;
}
