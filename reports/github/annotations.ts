import type { Results, Verdict } from "../../harness/gate/results.ts";

/** GitHub shows ten annotations of a kind from one step, and drops all after them. */
const most = 10;

/**
 * The rows that are not green as GitHub's workflow commands, one line each: `error` for what failed, `warning` for what is
 * inconclusive.
 */
export function renderAnnotations(results: Results): string[] {
  const gates = Object.entries(results.gates).filter(([, gate]) => gate.verdict !== "pass");
  const rows: [string, Verdict, readonly string[]][] = [
    ...results.scenarios.map(({ name, verdict, reasons }): [string, Verdict, readonly string[]] => [
      name,
      verdict,
      reasons,
    ]),
    ...gates.map(([name, { verdict, reason }]): [string, Verdict, readonly string[]] => [
      `all green faces, ${name}`,
      verdict,
      [reason],
    ]),
  ];
  return (["fail", "inconclusive"] as const).flatMap((wanted) => {
    const red = rows.filter(([, verdict]) => verdict === wanted);
    const kind = wanted === "fail" ? "error" : "warning";
    const shown = red.slice(0, red.length > most ? most - 1 : most);
    const lines = shown.map(([name, verdict, reasons]) =>
      command(kind, `Resume gate: ${name} (${verdict})`, reasons.join("\n") || verdict),
    );
    if (shown.length < red.length) lines.push(command(kind, "Resume gate", `And ${red.length - shown.length} more.`));
    return lines;
  });
}

function command(kind: "error" | "warning", title: string, message: string): string {
  return `::${kind} title=${escapeProperty(title)}::${escapeData(message)}`;
}

/** As the runner reads it back: `%`, CR and LF would end or change the command. */
export function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** A property ends at a comma or colon as well. */
export function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
