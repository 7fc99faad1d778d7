import type { ClientResults } from "../../harness/lab/results.ts";
import { clientRowsSentence, firstSeenOfClient } from "./client-table.ts";

/** The results of a client in GitHub's Markdown, for a job summary: the rows that are not green, then what was not judged. */
export function renderClientSummary(results: ClientResults): string {
  const shown = results.rows.filter(({ verdict }) => verdict !== "pass");
  const table = ["| row | verdict | what was seen first |", "| --- | --- | --- |"];
  return `${[
    `## Client: ${results.verdict}`,
    "",
    `\`${results.client.replaceAll("`", "'")}\`: ${clientRowsSentence(results)} Seed ${results.seed}.`,
    "",
    ...(shown.length === 0
      ? []
      : [...table, ...shown.map((row) => `| ${row.name} | ${row.verdict} | ${cell(firstSeenOfClient(row))} |`), ""]),
    ...(results.answered ?? []).map((sentence) => `${cell(sentence)}\n`),
    ...results.not_judged.map((sentence) => `Not judged: ${cell(sentence)}`),
  ].join("\n")}\n`;
}

/** The text may hold a client's own words, which must not work as Markdown. */
function cell(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll(/[\\`*_|<>[\]&]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
