import type { FindingRow } from "../../../harness/gate/results.ts";
import type { FaceTraces } from "../../../harness/replay/timeline-item.ts";
import { html, type Markup } from "../drawing/markup.ts";
import { traceAnchor, traceDetails, traceIdText } from "./trace-details.ts";

/** What a page may show besides the results. */
export interface Traced {
  /** Streams out of the histories, where those were at hand. */
  readonly traces?: readonly FaceTraces[];
  /** The address of a trace in the user's tracing system, with `{trace}` for the id. */
  readonly traceUrl?: string | undefined;
}

/** The streams of one scenario, event by event; two that are open stand side by side. */
export function tracesOf(scenario: string, { traces = [], traceUrl }: Traced): Markup | null {
  const own = traces.filter((each) => each.scenario === scenario);
  if (own.length === 0) return null;
  const left = own.flatMap(({ face, leftOut }) => (leftOut === null ? [] : [html`<li>${face}: ${leftOut}</li>`]));
  const id = `traces-${scenario}`;
  return html`<section class="traces-of" aria-labelledby="${id}"><h3 id="${id}">Streams, event by event <small class="quiet">open two to see them side by side</small></h3>
<div class="traces">${own.flatMap(({ failing, whole }) => [...failing, ...(whole ? [whole] : [])].map((each) => traceDetails(each, traceUrl)))}</div>
${left.length > 0 ? html`<ul class="quiet">${left}</ul>` : null}</section>`;
}

/** A link to a stream's trace, where the page has it. */
export function traceLink(scenario: string, face: string, stream: number, { traces = [] }: Traced): Markup | null {
  const own = traces.find((each) => each.scenario === scenario && each.face === face);
  if (!own?.failing.some(({ s }) => s === stream)) return null;
  return html`<a href="#${traceAnchor(scenario, face, stream)}" aria-label="Open stream ${stream} of ${scenario}, ${face}, event by event">event by event</a>`;
}

/** The trace id of a finding, on a line of its own. */
export function traceLine({ trace_id }: Pick<FindingRow, "trace_id">, { traceUrl }: Traced): Markup | null {
  return trace_id === undefined ? null : html`<br><small>trace ${traceIdText(trace_id, traceUrl)}</small>`;
}
