import { existsSync } from "node:fs";
import type { FindingRow, Results } from "../gate/results.ts";
import { readHeadRecord, readTimeline } from "../replay/read-timeline.ts";
import { timelineText } from "../replay/timeline-text.ts";
import { outFolder } from "../run/out-folder.ts";

/** The most reasons, and lines of a timeline, in the text; the results and the history have all. */
const mostReasons = 5;
const mostLines = 60;

/**
 * Results as text for the message of a failed test: the verdict, its reasons, and the timeline of the first finding.
 *
 * @param out the run's folder. Without it there is no timeline, because the histories are gone
 */
export async function explain(results: Results, out?: string): Promise<string> {
  const { verdict, reasons, seed } = results;
  const more = reasons.length > mostReasons ? [`  and ${reasons.length - mostReasons} more`] : [];
  const why = [...reasons.slice(0, mostReasons).map((reason) => `  ${reason}`), ...more];
  const timeline = await firstTimeline(results, out);
  return [`${verdict} (seed ${seed})`, ...why, ...(timeline === null ? [] : ["", timeline])].join("\n");
}

/** The first finding of a face that had to be green. */
function firstFinding({ scenarios }: Results): { readonly face: string; readonly finding: FindingRow } | null {
  for (const { name, faces } of scenarios) {
    for (const { face, expected, findings } of faces) {
      const finding = findings.find(({ tolerated }) => !tolerated);
      if (expected === "green" && finding) return { face: `${name}.${face}`, finding };
    }
  }
  return null;
}

async function firstTimeline(results: Results, out: string | undefined): Promise<string | null> {
  const first = firstFinding(results);
  if (!first) return null;
  const title = `The first finding, in ${first.face}: ${first.finding.text}`;
  const file = out === undefined ? null : outFolder(out).historyFile(first.face);
  const head = file !== null && existsSync(file) ? await readHeadRecord(file) : null;
  if (file === null || !head) return title;
  const lines = timelineText(await readTimeline(file, head, first.finding.stream), { color: false }).split("\n");
  const left = lines.length - mostLines;
  return [title, "", ...lines.slice(0, mostLines), ...(left > 0 ? [`… and ${left} lines more`] : [])].join("\n");
}
