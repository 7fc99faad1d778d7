import { escapeHtml } from "../html/drawing/markup.ts";
import { page, table } from "../html/drawing/page-shell.ts";
import type { AlertState, PeriodFigures, SloReport } from "./slo-report.ts";
import { budget, burn, success } from "./slo-text.ts";

const tone: Readonly<Record<AlertState, string>> = { firing: "bad", ok: "good", "no data": "" };

/** The report as one HTML page. */
export function sloPage(report: SloReport): string {
  const word = { 0: "within the objective", 1: "out of the objective", 3: "no data" }[report.exit_code];
  return page(
    "Resume gate: SLO",
    `<h1>Resume success: <span class="${report.exit_code === 1 ? "bad" : report.exit_code === 0 ? "good" : ""}">${word}</span></h1>
<p>Objective ${report.objective} %, at ${escapeHtml(report.now)}, from ${escapeHtml(report.source)}.</p>
<h2>Error budget</h2>
${table(
  ["window", "success", "attempts", "failed", "allowed", "budget left", "burn rate", ""],
  report.periods.map((period) => [
    period.window,
    success(period),
    String(period.total),
    String(period.total - period.good),
    period.budget === null ? "no data" : period.budget.toFixed(1),
    budget(period),
    burn(period),
    bar(period),
  ]),
)}
<h2>Alerts</h2>
${table(
  ["severity", "burn rate over", "long window", "short window", "state"],
  report.alerts.map(({ severity, burn_rate, long, short, state }) => [
    severity,
    String(burn_rate),
    `${long.window}: ${burn(long)}`,
    `${short.window}: ${burn(short)}`,
    `<span class="${tone[state]}">${state}</span>`,
  ]),
)}
<p>An alert fires when both of its windows burn the budget faster than its rate. A window without data proves nothing.</p>`,
  );
}

/** What is left of the budget. */
function bar(period: PeriodFigures): string {
  if (period.budget_left === null) return "";
  const left = Math.max(0, Math.min(100, period.budget_left));
  const color = period.met ? "var(--good)" : "var(--bad)";
  return `<svg viewBox="0 0 100 12" width="100" role="img" aria-label="${budget(period)} left"><rect width="100" height="12" fill="none" stroke="var(--faint)"/><rect width="${left.toFixed(1)}" height="12" fill="${color}"/></svg>`;
}
