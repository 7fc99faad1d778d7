import { shown } from "../../harness/figures.ts";
import type { PeriodFigures, SloReport, WindowFigures } from "./slo-report.ts";

/** The report for a terminal of 80 columns. */
export function renderSlo(report: SloReport): string {
  return `${[
    `Resume success, objective ${report.objective} %, at ${report.now}`,
    `from ${report.source}`,
    "",
    `${"window".padEnd(8)}${"success".padStart(11)}${"attempts".padStart(12)}${"budget left".padStart(15)}${"burn rate".padStart(13)}`,
    ...report.periods.map(
      (period) =>
        `${period.window.padEnd(8)}${success(period).padStart(11)}${String(period.total).padStart(12)}${budget(period).padStart(15)}${burn(period).padStart(13)}`,
    ),
    "",
    `${"alert".padEnd(8)}${"over".padStart(6)}${"long window".padStart(18)}${"short window".padStart(18)}   state`,
    ...report.alerts.map(
      ({ severity, burn_rate, long, short, state }) =>
        `${severity.padEnd(8)}${String(burn_rate).padStart(6)}${`${long.window} ${burn(long)}`.padStart(18)}${`${short.window} ${burn(short)}`.padStart(18)}   ${state}`,
    ),
    "",
    `${{ 0: "within the objective", 1: "out of the objective", 3: "no data" }[report.exit_code]} (exit ${report.exit_code})`,
  ].join("\n")}\n`;
}

export function success({ success_rate }: WindowFigures): string {
  return success_rate === null ? "no data" : `${shown(success_rate, ">=", 3).toFixed(3)} %`;
}

export function budget({ budget_left }: PeriodFigures): string {
  return budget_left === null ? "no data" : `${shown(budget_left, ">=", 1).toFixed(1)} %`;
}

export function burn({ burn_rate }: WindowFigures): string {
  return burn_rate === null ? "no data" : shown(burn_rate, "<=").toFixed(2);
}
