import type { Item, Timeline } from "../../../harness/replay/timeline-item.ts";
import { historyPath } from "../../wording/figure-text.ts";
import { html, type Markup } from "../drawing/markup.ts";
import { rangeText, traceLanes } from "./trace-lanes.ts";

/** The id of a stream's trace in its page. */
export function traceAnchor(scenario: string, face: string, stream: number): string {
  return `trace-${scenario}-${face}-${stream}`;
}

/** The address of a trace in the user's tracing system; null without one. `url`: with `{trace}` for the id. */
export function traceHref(trace: string, url: string | undefined): string | null {
  return url === undefined ? null : url.replaceAll("{trace}", encodeURIComponent(trace));
}

/** A trace id; a link where there is a tracing system. */
export function traceIdText(trace: string, url: string | undefined): Markup {
  const href = traceHref(trace, url);
  return href === null
    ? html`<code>${trace}</code>`
    : html`<a href="${href}" rel="noreferrer"><code>${trace}</code></a>`;
}

/**
 * One stream, folded at first: its connections as lanes, and all that happened as a table, line by line.
 *
 * @param url of a tracing system, with `{trace}` for the id
 */
export function traceDetails(timeline: Timeline, url?: string): Markup {
  const { s, scenario, face, requestId, traceId, role, findings, outcome } = timeline;
  const title = `${scenario}, ${face}: stream ${s}`;
  const how = findings === 0 ? "nothing wrong" : findings === 1 ? "1 finding" : `${findings} findings`;
  return html`<details class="trace"><summary><b>Stream ${s}</b>, ${scenario}.${face}: ${how}</summary>
<div id="${traceAnchor(scenario, face, s)}" class="trace-body">
<dl class="facts">
${requestId === null ? null : html`<div><dt>request</dt><dd>${requestId}</dd></div>`}
${traceId === null ? null : html`<div><dt>trace</dt><dd>${traceIdText(traceId, url)}</dd></div>`}
<div><dt>role</dt><dd>${role}</dd></div>
<div><dt>ended</dt><dd>${outcome ?? "not in this history"}</dd></div>
<div><dt>proved by</dt><dd>${proofs(timeline)}</dd></div>
</dl>
${missing(timeline)}
<figure><figcaption>Each bar is a connection, each tick an event; a cross is a cut, a diamond a finding. Seconds since the face's start.</figcaption>${traceLanes(title, timeline)}</figure>
<div class="scroll" role="region" tabindex="0" aria-label="${title}, line by line"><table class="lines">
<thead><tr><th scope="col" class="right">second</th><th scope="col">connection</th><th scope="col">what</th><th scope="col">more</th></tr></thead>
<tbody>${timeline.items.map(line)}</tbody></table></div>
<p class="reproduce">Replay it: <code class="command">npx --no-install resume-gate replay ${historyPath(scenario, face)} --stream ${s}</code></p>
</div></details>`;
}

function proofs({ proofs: all, cannotSee }: Timeline): Markup {
  const text = all.map(({ name, why }) => (why === null ? name : `not ${name}: ${why}`)).join(", ");
  return html`${text === "" ? "nothing" : text} <small>(cannot show: ${cannotSee})</small>`;
}

/** The findings, with what is missing, above everything else. */
function missing({ items }: Timeline): Markup | null {
  const found = items.filter(({ kind }) => kind === "finding");
  if (found.length === 0) return null;
  return html`<ul class="reasons">${found.map(
    ({ what, text, by, missing: never, c }) =>
      html`<li><b>${what}</b>${never ? html` (missing: ${rangeText(never)})` : null}: ${text} ${c === undefined ? null : html`Connection #${c}. `}<span class="by">Shown by: ${by ?? "the judge"}.</span></li>`,
  )}</ul>`;
}

function line(item: Item, i: number): Markup {
  const { at, until, kind, c, what, text, mood, by } = item;
  const time = (ms: number) => (ms / 1_000).toFixed(3);
  const span = until !== undefined && until > at ? html` <small>to ${time(until)}</small>` : null;
  const style = `${kind}${mood ? ` ${mood}` : ""}${kind === "events" && mood === undefined && !text.includes(",") ? " plain" : ""}`;
  const sign = kind === "finding" ? html`<span aria-hidden="true">✗ </span>` : null;
  return html`<tr class="${style}" data-i="${i}"><td class="right">${time(at)}${span}</td><td>${c === undefined ? "" : `#${c}`}</td><td class="nowrap">${sign}${what}</td><td>${text}${by === undefined ? null : html` <small>Shown by: ${by}.</small>`}</td></tr>`;
}
