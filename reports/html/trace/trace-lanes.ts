import { largest } from "../../../harness/extremes.ts";
import type { Item, Timeline } from "../../../harness/replay/timeline-item.ts";
import { html, type Markup } from "../drawing/markup.ts";
import { to } from "../drawing/plot.ts";
import { type TraceScale, traceScale } from "./trace-scale.ts";

const width = 1000;
const left = 170;
const right = 16;
const row = 26;
const axis = 22;
/** The most connections that are drawn; the table has all. */
const mostLanes = 24;

/** One connection: its request, its answer, its end. */
interface Lane {
  readonly c: number;
  readonly request: Item;
  readonly answer: Item | undefined;
  readonly close: Item | undefined;
}

/** A stream's connections as lanes over one time line: a tick for each event, a diamond for each finding, a gap for each loss. */
export function traceLanes(title: string, { items }: Timeline): Markup {
  const lanes = lanesOf(items);
  const times = items.flatMap(({ at, until, seenAt }) => [at, until ?? at, seenAt ?? at]);
  const scale = traceScale(times, [left, width - right]);
  const end = largest(times, 0);
  const shown = lanes.slice(0, mostLanes);
  const height = Math.max(1, shown.length) * row + axis;
  const top = new Map(shown.map(({ c }, i) => [c, i * row + 4]));
  const last = shown.at(-1)?.c ?? 0;
  const y = (c: number | undefined) => top.get(c ?? last);
  const drawn = shown.map((lane) => laneMarks(lane, top.get(lane.c) ?? 0, scale, end));
  const marks = items.map((item, i) => mark(item, i, y(item.c), scale));
  return html`<svg class="plot lanes" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}: ${lanes.length} connections over time, the same as in the table below">
${scale.waits.map(({ from, to: until }) => html`<rect class="wait" x="${to(scale.x(from))}" y="0" width="${to(scale.x(until) - scale.x(from))}" height="${height - axis}"><title>nothing for ${seconds(until - from)}, drawn shorter</title></rect>`)}
${items.map((item) => (item.kind === "fault" ? faultLine(item, height - axis, scale) : null))}
${drawn}${marks}
${scale.ticks.map((at) => html`<text class="tick" x="${to(scale.x(at))}" y="${height - 6}" text-anchor="${scale.x(at) < left + 20 ? "start" : "middle"}">${seconds(at)}</text>`)}
</svg>${lanes.length > shown.length ? html`<p class="quiet">${lanes.length - shown.length} more connections are in the table.</p>` : null}`;
}

function lanesOf(items: readonly Item[]): Lane[] {
  const of = (kind: Item["kind"], c: number) => items.find((item) => item.kind === kind && item.c === c);
  return items.flatMap((request) => {
    const { c } = request;
    if (request.kind !== "request" || c === undefined) return [];
    return [{ c, request, answer: of("answer", c), close: of("close", c) }];
  });
}

function laneMarks({ c, request, answer, close }: Lane, y: number, { x }: TraceScale, end: number): Markup {
  const [from, until] = [x(request.at), x(close?.at ?? end)];
  const open = answer ? x(answer.at) : until;
  const { cursor } = request;
  const after = cursor === undefined ? "" : cursor < 0 ? ", no cursor" : `, after ${cursor}`;
  const isCut = close?.what === "cut";
  return html`<text class="tick" x="${left - 8}" y="${y + 13}" text-anchor="end">#${c} ${request.what}${after}</text>
<rect class="asked" x="${to(from)}" y="${y + 7}" width="${to(Math.max(1, open - from))}" height="4"/>
${answer ? html`<rect class="lane ${answer.mood === "bad" ? "refused k0" : request.what === "start" ? "first" : "ok"}" x="${to(open)}" y="${y}" width="${to(Math.max(2, until - open))}" height="18" rx="2"><title>${answer.what} ${answer.text}</title></rect>` : null}
${close ? html`<path class="${isCut ? "cut" : "closed"}" d="${isCut ? `M${to(until - 4)} ${y + 5}l8 8m0 -8l-8 8` : `M${to(until)} ${y - 1}v20`}"><title>${close.what}: ${close.text}</title></path>` : null}`;
}

function mark(item: Item, i: number, y: number | undefined, { x }: TraceScale): Markup | null {
  if (y === undefined) return null;
  const at = to(x(item.at));
  if (item.kind === "events") {
    const until = to(x(item.until ?? item.at));
    const style = item.mood === "quiet" ? "tickmark dropped" : "tickmark";
    const drawn =
      until > at
        ? `M${at} ${y + 3}V${y + 15}M${at} ${y + 9}H${until}M${until} ${y + 3}V${y + 15}`
        : `M${at} ${y + 3}V${y + 15}`;
    return html`<path class="${style}" data-i="${i}" d="${drawn}"><title>${item.what} ${item.text}</title></path>`;
  }
  if (item.kind !== "finding") return null;
  const found = to(x(item.seenAt ?? item.at));
  const gone = item.missing
    ? html`<text class="tick missing" x="${found}" y="${y - 1}" text-anchor="middle">${rangeText(item.missing)}</text>`
    : null;
  return html`<g data-i="${i}"><path class="${item.missing ? "finding gap" : "finding"}" d="M${found} ${y + 2}l7 7l-7 7l-7 -7z"><title>${item.what}: ${item.text}</title></path>${gone}</g>`;
}

function faultLine({ at, text }: Item, height: number, { x }: TraceScale): Markup {
  return html`<path class="faultline" d="M${to(x(at))} 0V${height}"><title>fault: ${text}</title></path>`;
}

export function rangeText([from, until]: readonly [number, number]): string {
  return from === until ? String(from) : `${from}–${until}`;
}

/** Milliseconds since the face's start, exact to a millisecond as in `replay`. */
export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(3)} s`;
}
