import { largest, smallest } from "../../harness/extremes.ts";
import { shown, sideOf } from "../../harness/figures.ts";
import { escapeHtml } from "../html/drawing/markup.ts";
import { page, table } from "../html/drawing/page-shell.ts";
import type { Trend, TrendRow, TrendVerdict } from "./trend-of-runs.ts";

const tone: Readonly<Record<TrendVerdict, string>> = { better: "good", steady: "good", worse: "bad", "can't say": "" };
const [width, height, left, bottom] = [720, 150, 60, 20];

/** The trend as one HTML page: a line for each metric, with its median slope. */
export function trendPage(trend: Trend): string {
  const rows = trend.runs.map((run, i) => [
    `${i + 1}`,
    escapeHtml(run.started_at),
    escapeHtml(run.verdict),
    escapeHtml(run.git_commit?.slice(0, 12) ?? "none"),
    ...trend.rows.map((row) => figure(row.values[i] ?? null, row.metric)),
  ]);
  return page(
    "Resume gate: trend",
    [
      `<h1>Trend: <span class="${tone[trend.verdict]}">${escapeHtml(trend.verdict)}</span></h1>`,
      `<p>${trend.runs.length} runs of profile ${escapeHtml(trend.profile)}; ${trend.left_out} of other profiles are left out.</p>`,
      ...trend.rows.map((row) => section(row, trend)),
      "<h2>The runs</h2>",
      table(["", "started", "verdict", "commit", ...trend.rows.map((row) => `${row.metric}, ${row.unit}`)], rows),
    ].join("\n"),
  );
}

function section(row: TrendRow, trend: Trend): string {
  const verdict = `<span class="${tone[row.verdict]}">${escapeHtml(row.verdict)}</span>`;
  return `<h2>${row.metric}${row.gate ? " (gate)" : ""}: ${verdict}</h2>\n<p>${escapeHtml(row.reason)}</p>\n${chart(row, trend)}`;
}

/** A dot for each run at its moment, joined by a line. */
function chart({ metric, values, unit, reason }: TrendRow, { runs }: Trend): string {
  const dots = runs.flatMap((run, i) => {
    const y = values[i];
    return typeof y === "number" ? [{ at: Date.parse(run.started_at), y }] : [];
  });
  const [first, last] = [dots[0], dots.at(-1)];
  if (!first || !last) return "<p>No data.</p>";
  const ys = dots.map(({ y }) => y);
  const [low, high] = [smallest(ys), largest(ys)];
  const x = (at: number) => left + ((width - left - 10) * (at - first.at)) / Math.max(1, last.at - first.at);
  const y = (value: number) =>
    high === low ? height / 2 : 10 + ((height - bottom - 20) * (high - value)) / (high - low);
  const places = dots.map((dot) => `${x(dot.at).toFixed(1)},${y(dot.y).toFixed(1)}`);
  const circles = places.map((place) => place.split(",")).map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3"/>`);
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(`${metric} over ${dots.length} runs: ${reason}`)}">
<polyline points="${places.join(" ")}" fill="none" stroke="var(--line)" stroke-width="2"/>
<g fill="var(--line)">${circles.join("")}</g>
<text x="0" y="${y(high) + 4}">${figure(high, metric)} ${unit}</text>${high === low ? "" : `<text x="0" y="${y(low) + 4}">${figure(low, metric)} ${unit}</text>`}
<text x="${left}" y="${height - 4}">${escapeHtml(runs[0]?.started_at.slice(0, 10) ?? "")}</text>
<text x="${width - 10}" y="${height - 4}" text-anchor="end">${escapeHtml(runs.at(-1)?.started_at.slice(0, 10) ?? "")}</text>
</svg>`;
}

function figure(value: number | null, metric: string): string {
  return value === null ? "no data" : String(shown(value, sideOf(metric)));
}
