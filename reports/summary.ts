import type { FaceResult, Results, Verdict } from "../harness/gate/results.ts";
import { gateText, ms, rateText } from "./terminal.ts";

const mark: Readonly<Record<Verdict, string>> = { pass: "✅", inconclusive: "⚠️", fail: "❌" };

/** The results in GitHub's Markdown, for a job summary. */
export function renderSummary(results: Results): string {
  const { summary, environment } = results;
  return `${[
    `## ${mark[results.verdict]} Resume gate: ${results.verdict}`,
    "",
    `**${rateText(summary.resume_success_rate)}** of ${summary.resume_eligible} eligible resumes succeeded (at least ${rateText(summary.resume_success_rate_low)}, Wilson 95 %); ${summary.events_received} events checked.`,
    "",
    ...reasons(results),
    "| scenario | face | verdict | resumed | reconnect p99 | answers |",
    "|---|---|---|---|---|---|",
    ...results.scenarios.flatMap((row) => row.faces.map((face) => faceRow(row.name, face))),
    "",
    "| gate | value | verdict |",
    "|---|---|---|",
    ...Object.entries(results.gates).map(
      ([name, gate]) => `| ${name} | ${cell(gateText(gate))} | ${mark[gate.verdict]} |`,
    ),
    "",
    reproduce(results),
    "",
    `<sub>run ${results.run_id}, profile ${results.profile}, seed ${results.seed}, ${cell(environment.redis)}, node ${environment.node}, ${environment.cores} cores</sub>`,
  ].join("\n")}\n`;
}

function reasons({ reasons: all }: Results): string[] {
  if (all.length === 0) return [];
  const shown = all.slice(0, 20).map((reason) => `- ${cell(reason)}`);
  return ["### Why", "", ...shown, ...(all.length > 20 ? [`- and ${all.length - 20} more`] : []), ""];
}

function faceRow(name: string, { face, verdict, summary, answers }: FaceResult): string {
  const list = Object.entries(answers)
    .map(([answer, count]) => `${count}× ${cell(answer)}`)
    .join(", ");
  const resumed = `${rateText(summary.resume_success_rate)} of ${summary.resume_eligible}`;
  return `| ${name} | ${face} | ${mark[verdict]} ${verdict} | ${resumed} | ${ms(summary.reconnect_p99_ms)} | ${list} |`;
}

/** The command that shows the same again on a laptop. */
function reproduce(results: Results): string {
  const red = results.scenarios.filter((row) => row.verdict !== "pass").map((row) => row.name);
  const names = red.length > 0 ? `${red.join(" ")} ` : "";
  return `Reproduce: \`npx resume-gate run ${names}--profile ${results.profile} --seed ${results.seed}\``;
}

function cell(text: string): string {
  return text.replaceAll(/[|<>`*_[\]\\]/g, "\\$&").replaceAll("\n", " ");
}
