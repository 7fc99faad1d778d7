import { largest, smallest } from "../../harness/extremes.ts";
import { shown, sideOf } from "../../harness/figures.ts";
import { sparkline } from "./sparkline.ts";
import type { Trend, TrendRow } from "./trend-of-runs.ts";

/** The trend for a terminal of 80 columns. */
export function renderTrend(trend: Trend): string {
  const { runs, rows } = trend;
  return `${[
    `${runs.length} runs of profile ${trend.profile}, ${runs[0]?.started_at ?? "none"} to ${runs.at(-1)?.started_at ?? "none"}`,
    ...(trend.left_out > 0 ? [`${trend.left_out} runs of other profiles are left out.`] : []),
    ...rows.flatMap((row) => ["", ...lines(row)]),
    "",
    `${trend.verdict} (exit ${trend.exit_code}); * decides`,
  ].join("\n")}\n`;
}

function lines(row: TrendRow): string[] {
  const known = row.values.filter((value) => value !== null);
  const range =
    known.length > 0
      ? `${shown(smallest(known), sideOf(row.metric))} to ${shown(largest(known), sideOf(row.metric))} ${row.unit}`
      : "no data";
  return [
    `${`${row.metric}${row.gate ? "*" : ""}`.padEnd(22)}${row.verdict.padEnd(11)}${row.reason}`,
    `  ${sparkline(row.values, 40)}  ${range}`,
  ];
}
