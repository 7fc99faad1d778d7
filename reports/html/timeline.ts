import type { FaceResult, Window } from "../../harness/gate/results.ts";
import { html, type Markup } from "./markup.ts";
import { type Axes, axes, bar, limitLine, path, plot, shade, ticksOf } from "./plot.ts";

/** Points of a timeline at most: more than that no screen shows apart. Longer faces are added up into longer steps. */
const mostPoints = 300;

/** A window with its place in the results, or several added up (`index` null). */
export interface Step {
  readonly index: number | null;
  readonly window: Window;
}

export interface Timeline {
  readonly steps: readonly Step[];
  readonly stepMs: number;
  /** How far the axes reach: the faces of one scenario share them, so that they can be compared by eye. */
  readonly reach: Reach;
}

interface Reach {
  readonly seconds: number;
  readonly attempts: number;
  readonly events: number;
  readonly open: number;
}

/** The timelines of a scenario's faces. */
export function timelinesOf(windows: readonly Window[], scenario: string, faces: readonly string[]): Timeline[] {
  const all = faces.map((face) => stepsOf(windows, scenario, face));
  const most = (count: (window: Window, stepMs: number) => number) =>
    Math.max(1, ...all.flatMap(({ steps, stepMs }) => steps.map(({ window }) => count(window, stepMs))));
  const reach = {
    seconds: most((window, stepMs) => (window.at_ms + stepMs) / 1_000),
    attempts: most((window) => window.attempts),
    events: most((window) => window.events),
    open: most((window) => window.streams_open),
  };
  return all.map((each) => ({ ...each, reach }));
}

/** A face's windows, thinned when they are too many. */
function stepsOf(windows: readonly Window[], scenario: string, face: string): Omit<Timeline, "reach"> {
  const steps = windows.flatMap((window, index): Step[] =>
    window.scenario === scenario && window.face === face ? [{ index, window }] : [],
  );
  const size = Math.ceil(steps.length / mostPoints);
  if (size <= 1) return { steps, stepMs: 1_000 };
  const groups = Array.from({ length: Math.ceil(steps.length / size) }, (_, i) =>
    steps.slice(i * size, (i + 1) * size),
  );
  return { steps: groups.map((group) => ({ index: null, window: addUp(group) })), stepMs: size * 1_000 };
}

function addUp(steps: readonly Step[]): Window {
  const all = steps.map((step) => step.window);
  const sum = (count: (window: Window) => number) => all.reduce((total, each) => total + count(each), 0);
  return {
    ...(all[0] as Window),
    streams_open: Math.max(...all.map((each) => each.streams_open)),
    arrivals: sum((each) => each.arrivals),
    events: sum((each) => each.events),
    attempts: sum((each) => each.attempts),
    eligible: sum((each) => each.eligible),
    successes: sum((each) => each.successes),
    refused: sum((each) => each.refused),
    fault: all.some((each) => each.fault),
  };
}

/** From each fault's proof to its end, in seconds. */
function faultSeconds({ faults }: FaceResult, end: number): [number, number][] {
  return faults.flatMap(({ proved_ms, ended_ms }): [number, number][] =>
    proved_ms === null ? [] : [[Math.min(end, proved_ms / 1_000), Math.min(end, (ended_ms ?? end * 1_000) / 1_000)]],
  );
}

/** Four plots over one time axis: success, attempts, events, open streams. */
export function timelinePlots(title: string, face: FaceResult, { steps, stepMs, reach }: Timeline): Markup {
  if (steps.length === 0) return html`<p class="quiet">Nothing was recorded, so there is no timeline.</p>`;
  const step = stepMs / 1_000;
  const at = (window: Window) => window.at_ms / 1_000;
  const spans = faultSeconds(face, at((steps.at(-1) as Step).window) + step);
  const limit = face.gates.resume_success_rate?.limit ?? null;
  const draw = (name: string, top: number, body: (scale: Axes) => (Markup | null)[]) => {
    const scale = axes([0, reach.seconds], [0, top]);
    const marks = { x: ticksOf(scale.x, 6, (value) => `${value} s`), y: ticksOf(scale.y, 3) };
    const drawn = [...shade(spans, scale), ...body(scale)].filter((each) => each !== null);
    return html`<figure><figcaption>${name}</figcaption>${plot(`${title}: ${name}`, scale, marks, drawn)}</figure>`;
  };
  const midway = (count: (window: Window) => number | null) =>
    steps.map(({ window }): [number, number | null] => [at(window) + step / 2, count(window)]);
  const rates = midway(rateOf);
  const events = midway((window) => window.events);
  const open = midway((window) => window.streams_open);
  const attempts = (scale: Axes) =>
    steps.flatMap(({ window }) => {
      const [from, until] = [at(window) + step * 0.08, at(window) + step * 0.92];
      const other = window.successes + Math.max(0, window.attempts - window.successes - window.refused);
      return [
        bar(from, until, 0, window.successes, scale, "ok"),
        bar(from, until, window.successes, other, scale, "partial"),
        bar(from, until, other, window.attempts, scale, "refused"),
      ];
    });
  const limits = (scale: Axes) => (limit === null ? null : limitLine(limit, scale));
  const each = step === 1 ? "a second" : `in ${step} s`;
  return html`<div class="plots">
${draw("eligible resumes that succeeded, %", 100, (scale) => [limits(scale), path(rates, scale, "rate")])}
${draw("resume attempts: succeeded (green), refused (red), neither (amber)", reach.attempts, attempts)}
${draw(`events received ${each}`, reach.events, (scale) => [path(events, scale, "events")])}
${draw("streams open", reach.open, (scale) => [path(open, scale, "open")])}
</div>`;
}

function rateOf({ eligible, successes }: Window): number | null {
  return eligible > 0 ? (100 * successes) / eligible : null;
}

const columns = ["streams_open", "arrivals", "events", "attempts", "eligible", "successes", "refused"] as const;

/** The same numbers as a table, for readers who see no plot, and for those who want to copy them. */
export function timelineTable(title: string, { steps, stepMs }: Timeline): Markup | null {
  if (steps.length === 0) return null;
  return html`<details><summary>The numbers behind the timelines, in steps of ${stepMs / 1_000} s</summary>
<div class="scroll" role="region" tabindex="0" aria-label="${title}: numbers of the timelines"><table class="numbers">
<thead><tr><th scope="col">second</th>${columns.map((name) => html`<th scope="col">${name.replaceAll("_", " ")}</th>`)}<th scope="col">fault</th></tr></thead>
<tbody>${steps.map(
    ({ index, window }) =>
      html`<tr${index === null ? null : html` data-window="${index}"`}><th scope="row">${window.at_ms / 1_000}</th>${columns.map(
        (name) => html`<td data-column="${name}">${window[name]}</td>`,
      )}<td>${window.fault ? "yes" : ""}</td></tr>`,
  )}</tbody></table></div></details>`;
}
