import type { BenchResult } from "./bench-types.ts";

/** Prints one bench's rows in columns, and its notes. */
export function printTable({ name, rows, notes }: BenchResult): void {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cell = (value: string | number | undefined) =>
    value === undefined ? "–" : typeof value === "number" ? value.toLocaleString("en") : value;
  const lines = [columns, ...rows.map((row) => columns.map((column) => cell(row[column])))];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => (line[i] as string).length)));
  const text = lines.map((line) =>
    line.map((each, i) => (i === 0 ? each.padEnd(widths[i] as number) : each.padStart(widths[i] as number))).join("  "),
  );
  process.stdout.write(`${[`== ${name}`, ...text, ...notes.map((note) => `- ${note}`)].join("\n")}\n\n`);
}
