import { type ScaleLinear, scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import { html, type Markup } from "./markup.ts";

/** A plot's frame in SVG units: room for the labels on the left and below. */
export const frame = { width: 460, height: 120, left: 44, right: 10, top: 8, bottom: 20 } as const;

export interface Axes {
  readonly x: ScaleLinear<number, number>;
  readonly y: ScaleLinear<number, number>;
}

export function axes(x: readonly [number, number], y: readonly [number, number]): Axes {
  return {
    x: scaleLinear([...x], [frame.left, frame.width - frame.right]),
    y: scaleLinear([...y], [frame.height - frame.bottom, frame.top]),
  };
}

/** One mark of an axis: where, and what it says. */
export interface Tick {
  readonly at: number;
  readonly label: string;
}

export function ticksOf(scale: ScaleLinear<number, number>, count: number, label = short): Tick[] {
  return scale.ticks(count).map((at) => ({ at, label: label(at) }));
}

function short(value: number): string {
  if (Math.abs(value) >= 1_000_000) return `${value / 1_000_000}M`;
  return Math.abs(value) >= 1_000 ? `${value / 1_000}k` : String(value);
}

/**
 * A plot: a picture with a name for those who cannot see it, drawn here so that it needs no script and prints as it is.
 * Its numbers must stand in a table beside it.
 */
export function plot(name: string, { x, y }: Axes, marks: { x: readonly Tick[]; y: readonly Tick[] }, body: Markup[]) {
  const { width, height, left, right, top, bottom } = frame;
  return html`<svg class="plot" viewBox="0 0 ${width} ${height}" role="img" aria-label="${name}">
${marks.y.map(
  ({ at, label }) =>
    html`<line class="grid" x1="${left}" x2="${width - right}" y1="${to(y(at))}" y2="${to(y(at))}"/><text class="tick" x="${left - 6}" y="${to(y(at) + 3)}" text-anchor="end">${label}</text>`,
)}
${marks.x.map(
  ({ at, label }) =>
    html`<line class="grid" x1="${to(x(at))}" x2="${to(x(at))}" y1="${top}" y2="${height - bottom}"/><text class="tick" x="${to(x(at))}" y="${height - 6}" text-anchor="middle">${label}</text>`,
)}
${body}</svg>`;
}

/** A line through the points; it breaks where a value is missing. */
export function path(points: readonly (readonly [number, number | null])[], { x, y }: Axes, style: string): Markup {
  const draw = line<readonly [number, number | null]>()
    .defined(([, value]) => value !== null)
    .x(([at]) => to(x(at)))
    .y(([, value]) => to(y(value ?? 0)));
  const lone = points.filter(
    ([, value], i) => value !== null && (points[i - 1]?.[1] ?? null) === null && (points[i + 1]?.[1] ?? null) === null,
  );
  return html`<path class="${style}" d="${draw(points)}"/>${lone.map(
    ([at, value]) => html`<circle class="${style}" cx="${to(x(at))}" cy="${to(y(value ?? 0))}" r="2"/>`,
  )}`;
}

export function bar(
  from: number,
  to_: number,
  low: number,
  high: number,
  { x, y }: Axes,
  style: string,
): Markup | null {
  const height = y(low) - y(high);
  if (height <= 0) return null;
  const width = Math.max(0.5, x(to_) - x(from));
  return html`<rect class="${style}" x="${to(x(from))}" y="${to(y(high))}" width="${to(width)}" height="${to(height)}"/>`;
}

/** A dashed limit with its number. */
export function limitLine(value: number, { y }: Axes): Markup {
  return html`<line class="limit" x1="${frame.left}" x2="${frame.width - frame.right}" y1="${to(y(value))}" y2="${to(y(value))}"/>`;
}

/** Stretches of time in which something was broken. */
export function shade(spans: readonly (readonly [number, number])[], { x }: Axes): Markup[] {
  const { top, bottom, height } = frame;
  return spans.map(
    ([from, end]) =>
      html`<rect class="fault" x="${to(x(from))}" y="${top}" width="${to(Math.max(1, x(end) - x(from)))}" height="${height - top - bottom}"/>`,
  );
}

/** A tenth of a unit is all that a screen shows. */
export function to(value: number): number {
  return Math.round(value * 10) / 10;
}
