import type { Results, ScenarioRow } from "../../harness/gate/results.ts";
import { ownFile, ownStyles } from "./assets/own-file.ts";
import { html, Markup } from "./drawing/markup.ts";
import { faceCard } from "./face/face-card.ts";
import { type Timeline, timelinesOf } from "./face/timeline-steps.ts";
import { badge, gateTable } from "./sections/gate-table.ts";
import { distributions } from "./sections/percentile-plots.ts";
import { rowMatrix } from "./sections/row-matrix.ts";
import { trendSection } from "./sections/trend-section.ts";
import { details, tiles, verdictSection } from "./sections/verdict-section.ts";
import { type Traced, tracesOf } from "./trace/scenario-traces.ts";

/**
 * One page that holds all of a run: no script is needed to read it, and nothing is loaded from elsewhere (its own policy
 * forbids that to the browser).
 *
 * @param earlier results of other runs, for the trend
 * @param traced streams out of the run's histories, event by event
 */
export function renderHtml(results: Results, earlier: readonly Results[] = [], traced: Traced = {}): string {
  const trend = trendSection(results, earlier);
  return html`${new Markup("<!doctype html>")}
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<title>Resume gate: ${results.verdict}</title>
<link rel="icon" href="data:,">
<style>${ownStyles()}</style>
</head>
<body>
<a class="skip" href="#verdict">To the verdict</a>
<header><h1>Resume gate</h1><p>${results.started_at.replace("T", " ").slice(0, 16)} UTC · profile ${results.profile} · seed ${results.seed} · ${results.environment.redis} · ${results.environment.target}${results.environment.gitCommit ? ` · ${results.environment.gitCommit.slice(0, 10)}` : null}</p>
<nav aria-label="Sections"><a href="#gates">Gates</a> ${results.scenarios.map(({ name, verdict }) => html`<a href="#scenario-${name}" class="to ${verdict}">${name}</a> `)}${trend ? html`<a href="#trend">Trend</a> ` : null}<a href="#details">Details</a></nav></header>
<main>
${verdictSection(results)}
${rowMatrix(results)}
${tiles(results)}
<section id="gates" aria-labelledby="gates-title"><h2 id="gates-title">Gates <small>of all green faces together</small></h2>
${gateTable("Gates of all green faces", "/gates", results.gates)}</section>
${results.scenarios.map((row, i) => scenario(results, row, i, traced))}
${trend}
${details(results)}
</main>
<footer><p>Run ${results.run_id}. The judge reads what each client recorded; the server is never asked what it sent.</p></footer>
<script>${ownFile("copy-buttons.js")}</script>
${traced.traces ? html`<script>${ownFile("trace-tools.js")}</script>` : null}
</body>
</html>
`.text;
}

function scenario({ windows }: Results, row: ScenarioRow, i: number, traced: Traced): Markup {
  const pointer = `/scenarios/${i}`;
  const timelines = timelinesOf(
    windows,
    row.name,
    row.faces.map(({ face }) => face),
  );
  const cards = row.faces.map((face, j) => {
    const where = { pointer: `${pointer}/faces/${j}`, timeline: timelines[j] as Timeline, traced };
    return faceCard(row.name, face, where);
  });
  return html`<section id="scenario-${row.name}" class="scenario" aria-labelledby="scenario-${row.name}-title">
<h2 id="scenario-${row.name}-title">${row.name} ${badge(row.verdict)}</h2>
<h3 class="quiet">${row.faces.length > 1 ? "The same load twice: with the fault, and with its fix" : "One face"}</h3>
<div class="faces n${row.faces.length}">${cards}</div>
${tracesOf(row.name, traced)}
${distributions(row.name, pointer, row.faces)}
</section>`;
}
