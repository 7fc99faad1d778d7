import { shown } from "../../../harness/figures.ts";
import type { Gate, Verdict } from "../../../harness/gate/results.ts";
import { figureText, gateUnit } from "../../wording/figure-text.ts";
import { figure, html, type Markup } from "../drawing/markup.ts";
import { to } from "../drawing/plot.ts";

const words: Readonly<Record<Verdict, string>> = { pass: "pass", inconclusive: "inconclusive", fail: "fail" };
const signs: Readonly<Record<Verdict, string>> = { pass: "✓", inconclusive: "?", fail: "✗" };

/** A verdict as a sign and a word: not every reader sees its colour. */
export function badge(verdict: Verdict): Markup {
  return html`<span class="badge ${verdict}"><span aria-hidden="true">${signs[verdict]}</span> ${words[verdict]}</span>`;
}

/** A table of gates: each value as a bar against its limit, with its interval. Those that kept the verdict from pass first. */
export function gateTable(title: string, pointer: string, gates: Readonly<Record<string, Gate>>): Markup {
  const rank: readonly Verdict[] = ["fail", "inconclusive", "pass"];
  const sorted = Object.entries(gates).sort(([, a], [, b]) => rank.indexOf(a.verdict) - rank.indexOf(b.verdict));
  if (sorted.length === 0) return html`<p class="quiet">No gate could be judged.</p>`;
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${title}"><table class="gates">
<thead><tr><th scope="col">gate</th><th scope="col">verdict</th><th scope="col" class="right">value</th><th scope="col" class="bar">against its limit</th><th scope="col">limit</th><th scope="col">why</th></tr></thead>
<tbody>${sorted.map(([name, gate]) => gateRow(name, gate, `${pointer}/${name}`))}</tbody></table></div>`;
}

function gateRow(name: string, gate: Gate, pointer: string): Markup {
  const { value, limit, op, low, high, verdict, reason } = gate;
  const limitText = `${limit} ${gateUnit(name)}`.trim();
  const interval =
    low == null || high == null
      ? null
      : html`<br><small>${figure(`${pointer}/low`, low, figureText(name, low, op))} to ${figure(`${pointer}/high`, high, figureText(name, high, op))}</small>`;
  return html`<tr><th scope="row"><code>${name}</code></th><td>${badge(verdict)}</td>
<td class="right">${figure(`${pointer}/value`, value, value === null ? "no data" : figureText(name, value, op))}${interval}</td>
<td class="bar">${value === null ? null : gateBar(name, gate)}</td>
<td class="nowrap">${op === ">=" ? "≥" : "≤"} ${figure(`${pointer}/limit`, limit, limitText)}</td><td>${reason}</td></tr>`;
}

const width = 200;
const height = 22;

/** The value is a bar, the limit a line across it, and the Wilson interval a whisker. */
function gateBar(name: string, { value, limit, op, low, high, verdict }: Gate): Markup {
  const seen = value ?? 0;
  const [from, until] = op === ">=" ? atLeast(limit, low ?? seen) : [0, Math.max(limit * 1.5, seen * 1.1, 1)];
  const x = (at: number) => to(((Math.min(Math.max(at, from), until) - from) / (until - from)) * width);
  const whisker =
    low == null || high == null
      ? null
      : html`<path class="whisker" d="M${x(low)} 7V15M${x(low)} 11H${x(high)}M${x(high)} 7V15"/>`;
  const text = `${figureText(name, seen, op)}, limit ${limit}; the scale runs from ${shown(from, ">=")} to ${shown(until, "<=")}`;
  return html`<svg class="gate" viewBox="0 0 ${width} ${height}" role="img" aria-label="${text}"><rect class="track" x="0" y="5" width="${width}" height="12" rx="2"/><rect class="${verdict}" x="0" y="5" width="${x(seen)}" height="12" rx="2"/>${whisker}<line class="limit" x1="${x(limit)}" x2="${x(limit)}" y1="1" y2="21"/></svg>`;
}

/** Rates near 100 look different only on a scale that begins near the limit. A low rate needs the whole scale. */
function atLeast(limit: number, lowest: number): [number, number] {
  const near = limit - (100 - limit);
  return lowest >= near ? [near - (100 - limit), 100] : [0, 100];
}
