import { sideOf } from "../../../harness/figures.ts";
import type { Results, Verdict } from "../../../harness/gate/results.ts";
import { figureText, rateText, timeText } from "../../wording/figure-text.ts";
import { reproduceCommand } from "../../wording/reproduce-command.ts";
import { figure, html, type Markup } from "../drawing/markup.ts";
import { badge } from "./gate-table.ts";

const sentences: Readonly<Record<Verdict, string>> = {
  pass: "Every gate held, every fault showed its symptom, every fix healed it.",
  inconclusive: "The records prove neither that it works nor that it is broken.",
  fail: "Something is broken. The reasons, worst first:",
};

/** The most reasons that are shown at once; the others are folded. */
const shownReasons = 6;

/** The verdict, its reasons and the command: what a reader needs in the first ten seconds. */
export function verdictSection(results: Results): Markup {
  const { verdict, exit_code, reasons } = results;
  const [first, rest] = [reasons.slice(0, shownReasons), reasons.slice(shownReasons)];
  const item = (reason: string) => html`<li>${reason}</li>`;
  return html`<section id="verdict" class="verdict ${verdict}" aria-labelledby="verdict-title">
<h2 id="verdict-title">${badge(verdict)} <span>${sentences[verdict]}</span></h2>
${first.length > 0 ? html`<ol class="reasons">${first.map(item)}</ol>` : null}
${rest.length > 0 ? html`<details><summary>${rest.length} more</summary><ol class="reasons" start="${shownReasons + 1}">${rest.map(item)}</ol></details>` : null}
<p class="reproduce">Show it again: <code class="command">${reproduceCommand(results)}</code> <small>(exit code ${figure("/exit_code", exit_code, String(exit_code))})</small></p>
</section>`;
}

/** What may be wrong with an event. Events of other streams are counted only where some were found. */
const ofEvents = ["lost", "duplicated", "reordered", "corrupted", "phantom"] as const;

const rate = (key: string) => (value: number | null) => rateText(value, sideOf(key));

/** The figures that people ask for most, of all green faces together. */
export function tiles({ summary }: Results): Markup {
  const of = (key: keyof typeof summary, text: (value: never) => string = rate(key) as never) => {
    const value = summary[key] as number | null;
    return figure(`/summary/${key}`, value, text(value as never));
  };
  const count = (value: number) => value.toLocaleString("en");
  const kinds = [...(summary.foreign === undefined ? [] : ["foreign" as const]), ...ofEvents];
  const wrong = kinds.map((kind, i) => html`${i > 0 ? ", " : ""}${of(kind, count)} ${kind}`);
  const tile = (name: string, value: Markup, more: Markup) =>
    html`<div class="tile"><dt>${name}</dt><dd><b>${value}</b><small>${more}</small></dd></div>`;
  return html`<section aria-labelledby="figures-title"><h2 id="figures-title">In figures <small>load without a fault and with the fixes; no figure of an injected fault is in them</small></h2>
<dl class="tiles">
${tile("resumes that succeeded", of("resume_success_rate"), html`at least ${of("resume_success_rate_low")} (Wilson 95 %), of ${of("resume_eligible", count)}`)}
${tile("events checked", of("events_received", count), html`${wrong}`)}
${tile("time to come back, p99", of("reconnect_p99_ms", timeText), html`p50 ${of("reconnect_p50_ms", timeText)}, p95 ${of("reconnect_p95_ms", timeText)}, max ${of("reconnect_max_ms", timeText)}`)}
${tile("streams trimmed", of("buffer_trim_rate"), html`${of("buffer_trims", count)} of ${of("streams_started", count)} streams`)}
</dl></section>`;
}

/** The whole summary and the environment, for those who look for one number. */
export function details({ summary, environment, ...run }: Results): Markup {
  const rows = Object.entries(summary).filter((entry): entry is [string, number | null] => !Array.isArray(entry[1]));
  const facts = Object.entries({ run: run.run_id, started: run.started_at, profile: run.profile, ...environment });
  return html`<section id="details" aria-labelledby="details-title"><h2 id="details-title">Details</h2>
<details><summary>The whole summary</summary><table class="answers"><tbody>${rows.map(
    ([name, value]) =>
      html`<tr><th scope="row"><code>${name}</code></th><td class="right">${figure(`/summary/${name}`, value, value === null ? "none" : figureText(name, value))}</td></tr>`,
  )}</tbody></table></details>
<details><summary>The run and its machine</summary><table class="answers"><tbody>${facts.map(
    ([name, value]) => html`<tr><th scope="row">${name}</th><td>${value === null ? "none" : String(value)}</td></tr>`,
  )}</tbody></table></details></section>`;
}
