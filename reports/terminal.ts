import pc from "picocolors";
import type { FaceResult, Gate, Results, Verdict } from "../harness/gate/results.ts";

export interface TerminalOptions {
  readonly color: boolean;
  /** Columns; no line of the table is longer. */
  readonly width: number;
}

type Paint = ReturnType<typeof pc.createColors>;

/** The results as a table and the reasons, for a terminal or a log. */
export function renderTerminal(results: Results, { color, width }: TerminalOptions): string {
  const paint = pc.createColors(color);
  const rows = results.scenarios.flatMap((row) => [
    ...row.faces.map((face, i) => faceLine(i === 0 ? row.name : "", face, paint)),
  ]);
  const { summary } = results;
  return [
    "",
    `${"scenario".padEnd(17)}${"face".padEnd(8)}${"verdict".padEnd(14)}${"resumed".padEnd(18)}what was seen`,
    ...rows.map((line) => clip(line, width, color)),
    "",
    `Without a fault and with the fixes: ${rateText(summary.resume_success_rate)} of ${summary.resume_eligible} resumes succeeded`,
    `(at least ${rateText(summary.resume_success_rate_low)}, Wilson 95 %), ${summary.events_received} events checked:`,
    `${summary.lost} lost, ${summary.duplicated} duplicated, ${summary.reordered} reordered, ${summary.corrupted} corrupted, ${summary.phantom} phantom.`,
    `Trimmed ${rateText(summary.buffer_trim_rate)} of the streams. Reconnect p50 ${ms(summary.reconnect_p50_ms)}, p99 ${ms(summary.reconnect_p99_ms)}. Seed ${results.seed}.`,
    "",
    ...reasonLines(results, width),
    `${verdictWord(results.verdict, paint)} (exit ${results.exit_code})`,
  ].join("\n");
}

function faceLine(name: string, face: FaceResult, paint: Paint): string {
  const { resume_success_rate: rate, resume_eligible: eligible } = face.summary;
  const expected = face.face === "inject" ? " (red)" : "";
  const verdict = verdictWord(face.verdict, paint, 14, expected);
  const resumed = `${rateText(rate)} of ${eligible}`.padEnd(18);
  return `${name.padEnd(17)}${face.face.padEnd(8)}${verdict}${resumed}${seen(face)}`;
}

/** What a person at 3 a.m. asks first: which answers came, and was the fault there. */
function seen(face: FaceResult): string {
  if (face.ended === "missing") return "no history";
  const refused = Object.entries(face.answers).filter(([name]) => name !== "200");
  const top = refused.sort((a, b) => b[1] - a[1]).slice(0, 2);
  return top.length > 0 ? top.map(([name, count]) => `${count}x ${name}`).join(", ") : "200 only";
}

function reasonLines(results: Results, width: number): string[] {
  if (results.reasons.length === 0) return [];
  const shown = results.reasons.slice(0, 12);
  const more = results.reasons.length - shown.length;
  return [...shown.flatMap((reason) => wrap(`- ${reason}`, width)), ...(more > 0 ? [`- and ${more} more`] : []), ""];
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line.length + 1 + word.length > width && line !== "") {
      lines.push(line);
      line = `  ${word}`;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function verdictWord(verdict: Verdict, paint: Paint, pad = 0, suffix = ""): string {
  const color = { pass: paint.green, inconclusive: paint.yellow, fail: paint.red }[verdict];
  return color(`${verdict}${verdict === "pass" ? suffix : ""}`.padEnd(pad));
}

/** Cuts a line to the width; with colours on, the codes have no width. */
function clip(line: string, width: number, color: boolean): string {
  const extra = color ? 10 : 0;
  return line.length > width + extra ? `${line.slice(0, width + extra - 1)}…` : line;
}

export function rateText(rate: number | null): string {
  return rate === null ? "none" : `${Math.floor(rate * 100) / 100} %`;
}

export function ms(value: number | null): string {
  return value === null ? "none" : `${value >= 100 ? Math.round(value) : Math.round(value * 10) / 10} ms`;
}

export function gateText({ op, limit, value }: Gate): string {
  return `${value === null ? "no data" : Math.round(value * 100) / 100} (${op} ${limit})`;
}
