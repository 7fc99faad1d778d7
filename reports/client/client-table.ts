import pc from "picocolors";
import type { ClientResults, ClientRowResult } from "../../harness/lab/results.ts";
import { cell, clip, wrap } from "../terminal/fit-text.ts";
import type { TerminalOptions } from "../terminal/results-table.ts";

const columns = { row: 25, verdict: 13, requests: 9 } as const;
const taken = columns.row + columns.verdict + columns.requests;

/** The rows as a matrix, then a sentence for each that is not green. */
export function renderClientTerminal(results: ClientResults, { color, width }: TerminalOptions): string {
  const paint = pc.createColors(color);
  const painted = { pass: paint.green, fail: paint.red, "left open": paint.cyan, inconclusive: paint.yellow };
  const heading = `${cell("row", columns.row)}${cell("verdict", columns.verdict)}${cell("requests", columns.requests)}what was seen first`;
  const lines = results.rows.map(
    (row) =>
      cell(row.name, columns.row) +
      painted[row.verdict](cell(row.verdict, columns.verdict)) +
      cell(String(row.requests), columns.requests) +
      clip(firstSeenOfClient(row), width - taken),
  );
  const notJudged = results.not_judged.flatMap((sentence) => wrap(`Not judged: ${sentence}`, width, "  "));
  const open = results.rows.flatMap(({ name, left_open }) => left_open.map(({ text }) => `${name}: ${text}`));
  return [
    "",
    paint.dim(heading.slice(0, width)),
    ...lines,
    "",
    ...results.reasons.flatMap((reason) => wrap(`- ${reason}`, width, "  ")),
    ...open.flatMap((each) => wrap(`- left open: ${each}`, width, "  ")),
    ...(results.answered ?? []).flatMap((sentence) => wrap(sentence, width, "  ")),
    ...notJudged,
    `Rows: ${clientRowsSentence(results)} Seed ${results.seed}.`,
    `${painted[results.verdict](results.verdict)} (exit ${results.exit_code})`,
  ].join("\n");
}

export function clientRowsSentence({ summary, not_offered: missing = [] }: ClientResults): string {
  const counts = Object.entries({ ...summary, "not offered": missing.length }).filter(([, count]) => count > 0);
  const why = missing.length > 0 ? ` ${[...new Set(missing.map(({ reason }) => reason))].join(" ")}` : "";
  return `${counts.map(([verdict, count]) => `${count} ${verdict}`).join(", ") || "none"}.${why}`;
}

/** The first finding, what was left open, or why there is no verdict. */
export function firstSeenOfClient({ findings, left_open, reason }: ClientRowResult): string {
  const [first] = findings;
  if (first) return `${first.kind}: ${first.text}`;
  return reason ?? left_open[0]?.text ?? "nothing wrong";
}
