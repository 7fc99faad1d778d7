import { Command } from "commander";
import { renderComment } from "../../../reports/github/pull-request-comment.ts";
import { readResults } from "../output/read-results.ts";

/** `resume-gate comment`: results as the one comment of a pull request; `scripts/pr-comment.mjs` posts or updates it. */
export function commentVerb(): Command {
  return new Command("comment")
    .description("print results as Markdown for a pull request's comment (see scripts/pr-comment.mjs)")
    .argument("[results]", "a results file", "perf-sse-live-results.json")
    .action((file: string) => {
      process.stdout.write(renderComment(readResults(file)));
    });
}
