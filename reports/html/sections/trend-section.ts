import { largest, smallest } from "../../../harness/extremes.ts";
import type { Results } from "../../../harness/gate/results.ts";
import { rateText, timeText } from "../../wording/figure-text.ts";
import { html, type Markup } from "../drawing/markup.ts";
import { axes, limitLine, path, plot, type Tick, ticksOf } from "../drawing/plot.ts";
import { badge } from "./gate-table.ts";

/** The most runs that are drawn: the latest. */
const mostRuns = 100;

/** This run among earlier runs of its profile, by time of start. Null without an earlier run. */
export function trendSection(results: Results, earlier: readonly Results[]): Markup | null {
  const others = earlier.filter((run) => run.run_id !== results.run_id && run.profile === results.profile);
  if (others.length === 0) return null;
  const runs = [...others, results].sort((a, b) => (a.started_at < b.started_at ? -1 : 1)).slice(-mostRuns);
  const marks: Tick[] = runs.flatMap((run, at) =>
    at === 0 || at === runs.length - 1 ? [{ at, label: run.started_at.slice(0, 10) }] : [],
  );
  const points = (value: (run: Results) => number | null) =>
    runs.map((run, i): [number, number | null] => [i, value(run)]);
  const rates = runs.flatMap(({ summary }) => summary.resume_success_rate_low ?? summary.resume_success_rate ?? []);
  const lowest = Math.max(0, Math.floor(smallest(rates, 96)) - 1);
  const pad = Math.max(0.5, (runs.length - 1) * 0.06);
  const span = [-pad, runs.length - 1 + pad] as const;
  const rate = axes(span, [lowest, 100]);
  const highest = largest(
    runs.flatMap(({ summary }) => summary.reconnect_p99_ms ?? []),
    1,
  );
  const time = axes(span, [0, highest * 1.1]);
  const limit = results.gates.resume_success_rate?.limit;
  return html`<section id="trend" aria-labelledby="trend-title"><h2 id="trend-title">Trend <small>over ${runs.length} runs</small></h2>
<div class="pair plots">
<figure><figcaption>resumes that succeeded, %, and the interval's lower end</figcaption>${plot(
    "Success rate over the runs",
    rate,
    { x: marks, y: ticksOf(rate.y, 3) },
    [
      ...(limit === undefined ? [] : [limitLine(limit, rate)]),
      path(
        points(({ summary }) => summary.resume_success_rate_low),
        rate,
        "low",
      ),
      path(
        points(({ summary }) => summary.resume_success_rate),
        rate,
        "rate",
      ),
    ],
  )}</figure>
<figure><figcaption>time to come back, p99, ms</figcaption>${plot(
    "Reconnect p99 over the runs",
    time,
    { x: marks, y: ticksOf(time.y, 3) },
    [
      path(
        points(({ summary }) => summary.reconnect_p99_ms),
        time,
        "rate",
      ),
    ],
  )}</figure></div>
<details><summary>As a table</summary><div class="scroll" role="region" tabindex="0" aria-label="Earlier runs"><table class="numbers"><thead><tr><th scope="col">started</th><th scope="col">profile</th><th scope="col">verdict</th><th scope="col">resumed</th><th scope="col">at least</th><th scope="col">reconnect p99</th></tr></thead>
<tbody>${runs.map(
    (run) =>
      html`<tr data-run="${run.run_id}"><th scope="row">${run.started_at}</th><td>${run.profile}</td><td>${badge(run.verdict)}</td><td>${rateText(run.summary.resume_success_rate, ">=")}</td><td>${rateText(run.summary.resume_success_rate_low, ">=")}</td><td>${timeText(run.summary.reconnect_p99_ms)}</td></tr>`,
  )}</tbody></table></div></details></section>`;
}
