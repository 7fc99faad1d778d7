import type { FaceResult, Window } from "../../../harness/gate/results.ts";
import { html, type Markup } from "../drawing/markup.ts";
import { type Axes, axes, bar, limitLine, path, plot, shade, ticksOf } from "../drawing/plot.ts";
import type { Step, Timeline } from "./timeline-steps.ts";

/** The runbook wants the fullest buffer under this, in percent. */
const fillLimit = 80;

/** From each fault's proof to its end, in seconds. */
export function faultSeconds({ faults }: Pick<FaceResult, "faults">, end: number): [number, number][] {
  return faults.flatMap(({ proved_ms, ended_ms }): [number, number][] =>
    proved_ms === null ? [] : [[Math.min(end, proved_ms / 1_000), Math.min(end, (ended_ms ?? end * 1_000) / 1_000)]],
  );
}

/** Plots over one time axis, with the faults shaded. What was not measured in the face has no plot. */
export function timelinePlots(title: string, face: FaceResult, { steps, stepMs, reach }: Timeline): Markup {
  if (steps.length === 0) return html`<p class="quiet">Nothing was recorded, so there is no timeline.</p>`;
  const step = stepMs / 1_000;
  const at = (window: Window) => window.at_ms / 1_000;
  const spans = faultSeconds(face, at((steps.at(-1) as Step).window) + step);
  const limit = face.gates.resume_success_rate?.limit ?? null;
  const draw = (name: string, top: number, body: (scale: Axes) => (Markup | null)[], keys: Markup[] = []) => {
    const scale = axes([0, reach.seconds], [0, top]);
    const marks = { x: ticksOf(scale.x, 6, (value) => `${value} s`), y: ticksOf(scale.y, 3) };
    const drawn = [...shade(spans, scale), ...body(scale)].filter((each) => each !== null);
    return html`<figure><figcaption>${name}${keys}</figcaption>${plot(`${title}: ${name}`, scale, marks, drawn)}</figure>`;
  };
  const midway = (value: (window: Window) => number | null | undefined) =>
    steps.map(({ window }): [number, number | null] => [at(window) + step / 2, value(window) ?? null]);
  const has = (key: keyof Window) => steps.some(({ window }) => window[key] !== undefined && window[key] !== null);
  const line = (value: (window: Window) => number | null | undefined, style: string) => (scale: Axes) =>
    path(midway(value), scale, style);
  const pair = (name: "latency" | "reconnect", text: string) =>
    has(`${name}_p95_ms`)
      ? draw(
          text,
          reach[name],
          (scale) => [
            line((window) => window[`${name}_p95_ms`], "upper")(scale),
            line((window) => window[`${name}_p50_ms`], "events")(scale),
          ],
          [key("events", "p50"), key("upper", "p95")],
        )
      : null;
  const each = step === 1 ? "a second" : `in ${step} s`;
  const kinds = answerKinds(steps);
  const answers = (scale: Axes) =>
    steps.flatMap(({ window }) => {
      const [from, until] = [at(window) + step * 0.08, at(window) + step * 0.92];
      const parts = partsOf(window, kinds);
      return parts.map(([count, style], i) => {
        const low = parts.slice(0, i).reduce((sum, [below]) => sum + below, 0);
        return bar(from, until, low, low + count, scale, style);
      });
    });
  return html`<div class="plots">
${draw("eligible resumes that succeeded, %", 100, (scale) => [
  limit === null ? null : limitLine(limit, scale),
  line(rateOf, "rate")(scale),
])}
${draw(
  `answers to resume attempts ${each}`,
  reach.attempts,
  answers,
  kinds.map(({ name, style }) => key(style, name)),
)}
${draw(`events received ${each}`, reach.events, (scale) => [line((window) => window.events, "events")(scale)])}
${draw("streams open", reach.open, (scale) => [line((window) => window.streams_open, "open")(scale)])}
${pair("latency", "lag: intended arrival to first event, ms")}
${pair("reconnect", "time to come back, ms")}
${
  has("redis_ms")
    ? draw("Redis, there and back, ms (a gap: no answer)", reach.redis, (scale) => [
        line((window) => window.redis_ms, "rate")(scale),
      ])
    : null
}
${
  has("buffer_fill")
    ? draw("fullest buffer, % (limit 80)", 100, (scale) => [
        limitLine(fillLimit, scale),
        line(({ buffer_fill: fill }) => (fill === undefined ? null : Math.min(100, 100 * fill)), "open")(scale),
      ])
    : null
}
${
  Object.keys(face.resources?.growth ?? {}).length > 0
    ? draw(
        "memory, MiB",
        reach.memory,
        (scale) => [
          line((window) => window.server_rss_mb, "memory")(scale),
          line((window) => window.harness_rss_mb, "events")(scale),
          line((window) => window.redis_rss_mb, "upper")(scale),
        ],
        [key("memory", "server"), key("events", "harness"), key("upper", "Redis")],
      )
    : null
}
</div>`;
}

function key(style: string, name: string): Markup {
  return html` <span class="key ${style}">${name}</span>`;
}

function rateOf({ eligible, successes }: Window): number | null {
  return eligible > 0 ? (100 * successes) / eligible : null;
}

interface AnswerKind {
  readonly name: string;
  readonly style: string;
}

/** The most kinds of refusals with a colour of their own; all others share one. */
const mostKinds = 4;

/** The answers of a face: streams first, then the refusals by how many there were. */
function answerKinds(steps: readonly Step[]): AnswerKind[] {
  const totals = new Map<string, number>();
  for (const { window } of steps)
    for (const [name, count] of Object.entries(window.answers ?? {})) totals.set(name, (totals.get(name) ?? 0) + count);
  if (totals.size === 0) {
    return [
      { name: "succeeded", style: "ok" },
      { name: "neither", style: "partial" },
      { name: "refused", style: "refused k0" },
    ];
  }
  const known = [...totals].sort((a, b) => b[1] - a[1]).map(([name]) => name);
  const good = ["200", "200 partial"].filter((name) => totals.has(name));
  const refusals = known.filter((name) => !good.includes(name));
  const shown = refusals.slice(0, mostKinds).map((name, i) => ({ name, style: `refused k${i}` }));
  const others = refusals.length > mostKinds ? [{ name: "others", style: "withdrawn" }] : [];
  return [...good.map((name) => ({ name, style: name === "200" ? "ok" : "partial" })), ...shown, ...others];
}

function partsOf(window: Window, kinds: readonly AnswerKind[]): [number, string][] {
  const { answers, attempts, successes, refused } = window;
  if (!answers) {
    const counts = [successes, Math.max(0, attempts - successes - refused), refused];
    return kinds[0]?.name === "succeeded" ? kinds.map(({ style }, i) => [counts[i] ?? 0, style]) : [];
  }
  const named = kinds.map(({ name }) => answers[name] ?? 0);
  const rest = Object.values(answers).reduce((a, b) => a + b, 0) - named.reduce((a, b) => a + b, 0);
  return kinds.map(({ name, style }, i) => [name === "others" ? rest : (named[i] ?? 0), style]);
}

/** The columns of the timelines' table, all of them fields of a window. */
export const columns = [
  "streams_open",
  "arrivals",
  "events",
  "attempts",
  "eligible",
  "successes",
  "refused",
  "latency_p95_ms",
  "reconnect_p95_ms",
  "redis_ms",
  "buffer_fill",
] as const;

/** The numbers of the plots as a table, for readers who cannot see a plot, and to copy them. */
export function timelineTable(title: string, { steps, stepMs }: Timeline): Markup | null {
  if (steps.length === 0) return null;
  return html`<details><summary>The numbers behind the timelines, in steps of ${stepMs / 1_000} s</summary>
<div class="scroll" role="region" tabindex="0" aria-label="${title}: numbers of the timelines"><table class="numbers">
<thead><tr><th scope="col">second</th>${columns.map((name) => html`<th scope="col">${name.replaceAll("_", " ")}</th>`)}<th scope="col">answers</th><th scope="col">fault</th></tr></thead>
<tbody>${steps.map(
    ({ index, window }) =>
      html`<tr${index === null ? null : html` data-window="${index}"`}><th scope="row">${window.at_ms / 1_000}</th>${columns.map(
        (name) => html`<td data-column="${name}">${window[name] ?? ""}</td>`,
      )}<td>${Object.entries(window.answers ?? {})
        .map(([name, count]) => `${name} ×${count}`)
        .join(", ")}</td><td>${window.fault ? "yes" : ""}</td></tr>`,
  )}</tbody></table></div></details>`;
}
