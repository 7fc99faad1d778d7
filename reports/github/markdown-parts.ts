import { shown } from "../../harness/figures.ts";
import type { FaceResult, Results, Verdict } from "../../harness/gate/results.ts";
import { eventsChecked, gateText, ms, rateText } from "../wording/figure-text.ts";
import { proofSentences } from "../wording/proof-sentences.ts";
import { reproduceCommand } from "../wording/reproduce-command.ts";
import { firstSeen, isOfRows, proofsOf, rowsSentence, verdictWord } from "../wording/row-words.ts";

const mark: Readonly<Record<Verdict, string>> = { pass: "✅", inconclusive: "⚠️", fail: "❌" };

/** Text that stays text in GitHub's Markdown, in a table's cell as well: no markup, no HTML, no mention, no issue link. */
export function cell(text: string): string {
  return text
    .replaceAll(/[\\`*_{}[\]<>|~$]/g, "\\$&")
    .replaceAll(/[@#]/g, "$&\u2060")
    .replaceAll(/https?:\/\//gi, (scheme) => scheme.replace(":", ":\u2060"))
    .replaceAll(/\s*[\r\n]+\s*/g, " ");
}

/** The most characters of a reason that are shown: a reason may quote all that a program printed last. */
const longestReason = 400;

function shortened(text: string): string {
  return text.length > longestReason ? `${text.slice(0, longestReason)}…` : text;
}

/** The first reasons, as a list; the report has all. */
export function reasonList({ reasons }: Results, most: number): string[] {
  if (reasons.length === 0) return [];
  const shown = reasons.slice(0, most).map((reason) => `- ${cell(shortened(reason))}`);
  return [...shown, ...(reasons.length > most ? [`- and ${reasons.length - most} more`] : []), ""];
}

export function headline(results: Results): string[] {
  const { verdict, summary } = results;
  const sentence = rowsSentence(results);
  return [
    `## ${mark[verdict]} Resume gate: ${verdict}`,
    "",
    `**${rateText(summary.resume_success_rate, ">=")}** of ${summary.resume_eligible} eligible resumes succeeded (at least ${rateText(summary.resume_success_rate_low, ">=")}, Wilson 95 %); ${eventsChecked(summary)}`,
    "",
    ...(sentence === null ? [] : [cell(sentence), ""]),
  ];
}

/** What proved the events, and what that cannot show. */
export function proofs(results: Results): string[] {
  return proofSentences(results).flatMap((sentence) => [cell(sentence), ""]);
}

export function faceTable(results: Results): string[] {
  if (isOfRows(results)) return rowTable(results);
  const { scenarios } = results;
  return [
    "| scenario | face | verdict | resumed | reconnect p99 | answers |",
    "|---|---|---|---|---|---|",
    ...scenarios.flatMap((row) => row.faces.map((face) => faceRow(row.name, face))),
    "",
  ];
}

/** A table line for each row, then for those that did not run. */
function rowTable({ scenarios, not_offered: missing = [] }: Results): string[] {
  return [
    "| row | verdict | resumed | proved by | reconnect p99 | what was seen first |",
    "|---|---|---|---|---|---|",
    ...scenarios.flatMap((row) =>
      row.faces.map((face) => {
        const { summary } = face;
        const resumed = `${rateText(summary.resume_success_rate, ">=")} of ${summary.resume_eligible}`;
        return `| ${cell(row.name)} | ${mark[row.verdict]} ${verdictWord(row)} | ${resumed} | ${cell(proofsOf(face))} | ${ms(summary.reconnect_p99_ms)} | ${cell(shortened(firstSeen(face)))} |`;
      }),
    ),
    ...missing.map(({ row, reason }) => `| ${cell(row)} | not offered | | | | ${cell(reason)} |`),
    "",
  ];
}

/** The most kinds of answers that a cell names. */
const mostAnswers = 4;

function faceRow(name: string, { face, verdict, summary, answers }: FaceResult): string {
  const sorted = Object.entries(answers).sort((a, b) => b[1] - a[1]);
  const list = sorted.slice(0, mostAnswers).map(([answer, count]) => `${count}× ${cell(answer)}`);
  const more = sorted.length > mostAnswers ? [`${sorted.length - mostAnswers} other kinds`] : [];
  const must = face === "inject" ? " (must be red)" : "";
  const resumed = `${rateText(summary.resume_success_rate, ">=")} of ${summary.resume_eligible}`;
  return `| ${cell(name)} | ${face}${must} | ${mark[verdict]} ${verdict} | ${resumed} | ${ms(summary.reconnect_p99_ms)} | ${[...list, ...more].join(", ") || "none"} |`;
}

export function gateTable({ gates }: Results): string[] {
  return [
    "| gate | value | verdict | why |",
    "|---|---|---|---|",
    ...Object.entries(gates).map(
      ([name, gate]) =>
        `| ${cell(name)} | ${cell(gateText(name, gate))} | ${mark[gate.verdict]} | ${cell(gate.reason)} |`,
    ),
    "",
  ];
}

/** Success rate of each face as a chart that GitHub draws (Mermaid); nothing when no face has a rate. */
export function rateChart({ scenarios, gates }: Results): string[] {
  const bars = scenarios.flatMap((row) =>
    row.faces.flatMap(({ face, summary }) =>
      summary.resume_success_rate === null
        ? []
        : [
            {
              label: `${row.name} ${face}`.replaceAll(/["\\\r\n`]/g, "'"),
              rate: shown(summary.resume_success_rate, ">="),
            },
          ],
    ),
  );
  if (bars.length === 0) return [];
  const limit = gates.resume_success_rate?.limit;
  return [
    "```mermaid",
    "xychart-beta horizontal",
    '  title "Eligible resumes that succeeded, percent (line: the limit)"',
    `  x-axis [${bars.map(({ label }) => `"${label}"`).join(", ")}]`,
    '  y-axis "percent" 0 --> 100',
    `  bar [${bars.map(({ rate }) => rate).join(", ")}]`,
    ...(limit === undefined ? [] : [`  line [${bars.map(() => limit).join(", ")}]`]),
    "```",
    "",
  ];
}

export function reproduce(results: Results): string[] {
  return ["Show it again:", "", "```sh", reproduceCommand(results), "```", ""];
}

export function origin(results: Results): string {
  const { environment } = results;
  return `<sub>run ${cell(results.run_id)}, profile ${cell(results.profile)}, seed ${results.seed}, ${cell(environment.redis)}, node ${cell(environment.node)}, ${environment.cores} cores</sub>`;
}
