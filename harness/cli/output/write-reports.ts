import { rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { renderAnnotations } from "../../../reports/github/annotations.ts";
import type { Traced } from "../../../reports/html/trace/scenario-traces.ts";
import { reports } from "../../../reports/reports.ts";
import type { Results } from "../../gate/results.ts";
import { readTraces } from "../../replay/read-traces.ts";
import { outFolder } from "../../run/out-folder.ts";
import { messageOf } from "../../thrown.ts";

/**
 * Writes every report beside the results. If a report cannot be made or written, the others still are.
 *
 * @returns a sentence for each that could not be written
 */
export async function writeReports(
  resultsFile: string,
  results: Results,
  { traceUrl }: Pick<Traced, "traceUrl"> = {},
): Promise<string[]> {
  const traced = await tracedOf(resultsFile, results, traceUrl);
  const sentences = await Promise.all(
    reports.map(async ({ name, file, render }) => {
      const to = path.join(path.dirname(resultsFile), file);
      const temporary = `${to}.${process.pid}.tmp`;
      try {
        await writeFile(temporary, render(results, traced));
        await rename(temporary, to);
        return null;
      } catch (error) {
        await rm(temporary, { force: true }).catch(() => {});
        const reason = messageOf(error);
        return `The ${name} report could not be written to ${to}: ${reason}. The results are complete.`;
      }
    }),
  );
  return sentences.filter((each) => each !== null);
}

/** What a page may show besides the results: streams from the histories beside them. */
export async function tracedOf(resultsFile: string, results: Results, traceUrl?: string): Promise<Traced> {
  const { historyFile } = outFolder(path.dirname(resultsFile));
  const traces = await readTraces(results, historyFile).catch(() => []); // the page is complete without them
  return { traces, traceUrl };
}

/** In a GitHub workflow the red rows become annotations. They go to standard error, which the runner reads as well. */
export function annotate(results: Results, env: NodeJS.ProcessEnv): void {
  if (env.GITHUB_ACTIONS !== "true") return;
  for (const line of renderAnnotations(results)) process.stderr.write(`${line}\n`);
}
