import { scaleLinear } from "d3-scale";
import type { ConnectionBar, FaceResult, StreamSketch } from "../../../harness/gate/results.ts";
import { timeText } from "../../wording/figure-text.ts";
import { html, type Markup } from "../drawing/markup.ts";
import { to } from "../drawing/plot.ts";
import { faultSeconds } from "./face-timeline.ts";

const width = 460;
const left = 44;
const right = 10;
const row = 12;
const axis = 16;

/** In a face that must fail, a few streams are enough to see how. */
const mostWanted = 4;

/** Failing streams as small timelines: a row for each connection, a mark for each finding, the faults shaded. */
export function sketches(title: string, face: FaceResult): Markup | null {
  const all = (face.failing_streams ?? []).slice(0, face.expected === "red" ? mostWanted : undefined);
  if (all.length === 0) return null;
  return html`<div class="sketches">${all.map((stream) => sketch(title, face, stream))}</div>`;
}

function sketch(title: string, face: FaceResult, stream: StreamSketch): Markup {
  const { connections, more, due_ms } = stream;
  const times = connections.flatMap(({ from_ms, to_ms, findings_ms }) => [from_ms, to_ms ?? from_ms, ...findings_ms]);
  const end = Math.max(due_ms + 1, ...times);
  const x = scaleLinear([due_ms, end], [left, width - right]);
  const height = Math.max(1, connections.length) * row + axis;
  const inside = (at: number) => Math.min(width - right, Math.max(left, x(at)));
  const shades = faultSeconds(face, end / 1_000).map(([from, until]) => {
    const [a, b] = [inside(from * 1_000), inside(until * 1_000)];
    return b > a ? html`<rect class="fault" x="${to(a)}" y="0" width="${to(b - a)}" height="${height - axis}"/>` : null;
  });
  const bars = connections.map((each, i) => {
    const [a, b] = [inside(each.from_ms), inside(each.to_ms ?? end)];
    const y = i * row + 2;
    return html`<text class="tick" x="${left - 6}" y="${y + 8}" text-anchor="end">${each.kind === "start" ? "start" : "resume"}</text><rect class="${style(each)}" x="${to(a)}" y="${y}" width="${to(Math.max(2, b - a))}" height="${row - 4}"/>${each.findings_ms.map(
      (at) => html`<circle class="finding" cx="${to(inside(at))}" cy="${y + row / 2 - 2}" r="3.5"/>`,
    )}`;
  });
  const ticks = x
    .ticks(4)
    .map(
      (at) =>
        html`<text class="tick" x="${to(x(at))}" y="${height - 4}" text-anchor="${x(at) > width - 40 ? "end" : "middle"}">${timeText(at)}</text>`,
    );
  return html`<figure class="sketch"><figcaption>Stream ${stream.stream}${stream.request_id ? html` <small>${stream.request_id}</small>` : null}${stream.trace_id ? html` <small>trace ${stream.trace_id}</small>` : null}</figcaption>
<svg class="plot" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}: the connections of stream ${stream.stream}">${shades}${bars}${ticks}</svg>
<ol class="quiet">${connections.map((each) => html`<li>${words(each)}</li>`)}${more > 0 ? html`<li>and ${more} more</li>` : null}</ol></figure>`;
}

function style({ answer, kind, why }: ConnectionBar): string {
  if (why === "error" || why === "timeout" || answer === null) return "partial";
  if (answer === "200") return kind === "start" ? "first" : "ok";
  return answer.startsWith("200") ? "partial" : "refused k0";
}

/** A connection's bar in words. */
function words({ kind, intent, from_ms, to_ms, answer, events, why, findings_ms }: ConnectionBar): string {
  const what = intent === null || intent === "return" ? kind : `${kind} (${intent})`;
  const found = findings_ms.length > 0 ? `, ${findings_ms.length} found` : "";
  const until = to_ms === null ? "" : ` to ${timeText(to_ms)}`;
  return `${what} ${timeText(from_ms)}${until}: ${answer ?? "no answer"}, ${events} events, ${why ?? "open"}${found}`;
}
