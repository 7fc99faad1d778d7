import { sideOf } from "../../harness/figures.ts";
import { ms, rateText } from "../wording/figure-text.ts";
import type { Comparison, MetricRow } from "./compare-runs.ts";

/** The comparison as a table of at most 80 columns. */
export function renderComparison(comparison: Comparison): string {
  const { a, b, metrics, notes } = comparison;
  return `${[
    `A  ${a.started_at}  ${a.profile}  ${a.run_id}`,
    `B  ${b.started_at}  ${b.profile}  ${b.run_id}`,
    ...notes.flatMap((note) => wrap(`! ${note}`)),
    "",
    `${"metric".padEnd(21)}${"A".padStart(9)}${"B".padStart(10)}  ${"verdict".padEnd(10)} why`,
    ...metrics.flatMap(line),
    "",
    `${comparison.verdict} (exit ${comparison.exit_code}); * decides`,
  ].join("\n")}\n`;
}

function line(row: MetricRow): string[] {
  const name = `${row.metric}${row.gate ? "*" : ""}`.padEnd(21);
  const numbers = `${figure(row.a, row).padStart(9)}${figure(row.b, row).padStart(10)}`;
  const whole = `${name}${numbers}  ${row.verdict.padEnd(10)} ${row.reason}`;
  return whole.length <= 80 ? [whole] : [whole.slice(0, 52).trimEnd(), `${" ".repeat(23)}${row.reason}`];
}

function figure(value: number | null, { unit, metric }: MetricRow): string {
  if (value === null) return "no data";
  if (unit === "count") return String(value);
  return unit === "%" ? rateText(value, sideOf(metric)) : ms(value);
}

function wrap(text: string): string[] {
  return text.match(/.{1,78}(?:\s|$)/g)?.map((part) => part.trimEnd()) ?? [text];
}
