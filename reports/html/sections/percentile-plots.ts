import { scaleLinear } from "d3-scale";
import { largest } from "../../../harness/extremes.ts";
import type { FaceResult, PercentileCurve } from "../../../harness/gate/results.ts";
import { ms } from "../../wording/figure-text.ts";
import { figure, html, type Markup } from "../drawing/markup.ts";
import { axes, frame, path, plot, ticksOf, to } from "../drawing/plot.ts";

interface Named {
  readonly name: string;
  readonly style: string;
  /** The curve's place in the results, a JSON pointer. */
  readonly pointer: string;
  readonly curve: PercentileCurve;
}

/** A percentile's place on the axis: one step to the right for each further nine, so p90 is at 1 and p99.9 at 3. */
function nines(percentile: number): number {
  return -Math.log10(1 - percentile / 100);
}

const marks = [0, 50, 90, 99, 99.9, 99.99] as const;

/** A percentile plot as HdrHistogram draws it (a step to the right for each further nine), and the same as a table. */
function percentilePlot(title: string, what: string, all: readonly Named[]): Markup | null {
  const curves = all.filter(({ curve }) => curve.length > 0);
  if (curves.length === 0) return null;
  const measured = curves.flatMap(({ curve }) => curve.map(([percentile]) => percentile)).filter((each) => each < 100);
  const last = nines(largest(measured, 50)) + 0.3;
  const place = (percentile: number) => Math.min(last, percentile === 100 ? last : nines(percentile));
  const highest = largest(
    curves.flatMap(({ curve }) => curve.map(([, value]) => value)),
    1,
  );
  const scale = {
    ...axes([0, last], [0, highest]),
    y: scaleLinear([0, highest], [frame.height - frame.bottom, frame.top]).nice(3),
  };
  const shown = marks.filter((mark) => nines(mark) <= last).map((mark) => ({ at: nines(mark), label: `p${mark}` }));
  const body = curves.map(({ curve, style }) => {
    const [end, value] = curve.at(-1) as readonly [number, number];
    const points = curve.map(([percentile, at]): [number, number] => [place(percentile), at]);
    return html`${path(points, scale, style)}<circle class="${style}" cx="${to(scale.x(place(end)))}" cy="${to(scale.y(value))}" r="2.5"/>`;
  });
  const percentiles = [...new Set(curves.flatMap(({ curve }) => curve.map(([percentile]) => percentile)))].sort(
    (a, b) => a - b,
  );
  return html`<figure><figcaption>${what} by percentile, ms${legend(curves)}</figcaption>
${plot(`${title}: ${what} by percentile`, scale, { x: shown, y: ticksOf(scale.y, 3) }, body)}
<details><summary>As a table</summary><div class="scroll" role="region" tabindex="0" aria-label="${title}: ${what} by percentile, as a table"><table class="numbers">
<thead><tr><th scope="col">percentile</th>${curves.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${percentiles.map(
    (percentile) =>
      html`<tr><th scope="row">${percentile === 100 ? "max" : `p${percentile}`}</th>${curves.map(
        ({ curve, pointer }) => {
          const index = curve.findIndex(([each]) => each === percentile);
          const value = curve[index]?.[1] ?? null;
          return html`<td>${value === null ? "" : figure(`${pointer}/${index}/1`, value, ms(value))}</td>`;
        },
      )}</tr>`,
  )}</tbody></table></div></details></figure>`;
}

function legend(curves: readonly Named[]): Markup[] | null {
  if (curves.length < 2) return null;
  return curves.map(({ name, style }) => html` <span class="key ${style}">${name}</span>`);
}

/** Reconnect and first-event times of a scenario's faces, over each other. */
export function distributions(scenario: string, pointer: string, faces: readonly FaceResult[]): Markup | null {
  const curves = (key: "reconnect_percentiles" | "latency_percentiles") =>
    faces.map(
      ({ face, summary }, i): Named => ({
        name: face,
        style: face === "inject" ? "curve inject" : "curve fixed",
        pointer: `${pointer}/faces/${i}/summary/${key}`,
        curve: summary[key] ?? [],
      }),
    );
  const plots = [
    percentilePlot(scenario, "Time to come back", curves("reconnect_percentiles")),
    percentilePlot(scenario, "Time to the first event", curves("latency_percentiles")),
  ].filter((each) => each !== null);
  return plots.length === 0 ? null : html`<div class="pair plots">${plots}</div>`;
}
