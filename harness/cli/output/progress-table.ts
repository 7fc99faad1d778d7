import type pc from "picocolors";
import type { FaceProgress } from "../../run/progress.ts";

export interface View {
  /** On `performance.now()`'s clock. */
  readonly now: number;
  /** Columns; no line is longer. */
  readonly width: number;
  readonly paint: ReturnType<typeof pc.createColors>;
  /** Events a second of a face, now. */
  readonly rate: (face: FaceProgress) => number;
}

const nameWidth = 17;
const barWidth = 7;

/** A line for each scenario with its faces side by side, then a line with the totals and the time that is left. */
export function renderProgress(faces: readonly FaceProgress[], view: View): string {
  const { paint, width } = view;
  const names = [...new Set(faces.map(({ id }) => scenarioOf(id)))];
  const cellWidth = Math.floor((width - nameWidth) / 2);
  const rows = names.map((name) => {
    const own = faces.filter(({ id }) => scenarioOf(id) === name);
    const text = own.slice(0, 2).map((face) => faceCell(face, view, cellWidth));
    return `${fitted(name, nameWidth)}${text.join("")}`;
  });
  const heading = `${fitted("", nameWidth)}${fitted("load, or with the fault", cellWidth)}${fitted("with its fix", cellWidth)}`;
  return [
    paint.dim(heading.trimEnd()),
    ...rows.map((row) => row.trimEnd()),
    paint.dim(fitted(totals(faces, view), width)),
  ].join("\n");
}

function faceCell(face: FaceProgress, view: View, width: number): string {
  const { paint } = view;
  if (face.state === "waiting") return paint.dim(fitted("waiting", width));
  const { planned, started, done, refused } = face.live;
  const all = Math.max(1, planned, started);
  const filled = Math.round((barWidth * Math.min(done, all)) / all);
  const bar = `${"█".repeat(filled)}${"░".repeat(barWidth - filled)}`;
  const tail = face.state === "done" ? "done" : `${short(view.rate(face))}/s`;
  const refusals = refused > 0 ? `${refused} ref ` : "";
  const text = fitted(` ${done}/${all} ${refusals}${tail}`, width - barWidth);
  const color = face.state === "done" ? paint.green : paint.cyan;
  return `${color(bar)}${refused > 0 ? paint.yellow(text) : text}`;
}

function totals(faces: readonly FaceProgress[], view: View): string {
  const sum = (count: (live: FaceProgress["live"]) => number) => faces.reduce((all, { live }) => all + count(live), 0);
  const running = faces.filter(({ state }) => state === "running");
  const rate = running.reduce((all, face) => all + view.rate(face), 0);
  const left = secondsLeft(faces, view.now);
  return `${left === null ? "" : `about ${left} s left, `}${sum(({ open }) => open)} streams open, ${Math.round(rate)} events/s, ${sum((live) => live.attempts)} resumes, ${sum(({ refused }) => refused)} refused`;
}

/** Seconds until the longest running face ends, and until the waiting faces have run in the same number of places. Null when all are done. */
export function secondsLeft(faces: readonly FaceProgress[], now: number): number | null {
  const running = faces.filter(({ state }) => state === "running");
  const waiting = faces.filter(({ state }) => state === "waiting");
  if (running.length + waiting.length === 0) return null;
  const rest = running.map((face) => Math.max(0, face.expectedMs - (now - face.startedAt)));
  const queued = waiting.reduce((sum, face) => sum + face.expectedMs, 0) / Math.max(1, running.length);
  return Math.round((Math.max(0, ...rest) + queued) / 1_000);
}

/** Events a second, short: 850, 1.2k. */
function short(rate: number): string {
  return rate < 1_000 ? String(Math.round(rate)) : `${(rate / 1_000).toFixed(rate < 10_000 ? 1 : 0)}k`;
}

function scenarioOf(id: string): string {
  return id.slice(0, id.lastIndexOf("."));
}

function fitted(text: string, width: number): string {
  return (text.length >= width ? `${text.slice(0, width - 2)}…` : text).padEnd(width);
}

/** Samples older than this are forgotten, in milliseconds: the rate is that of the last seconds. */
const spanMs = 2_000;

/** Events a second over the last seconds, by face. */
export class EventRates {
  readonly #samples = new Map<FaceProgress, { at: number; events: number }[]>();

  of(face: FaceProgress, now: number): number {
    const samples = this.#samples.get(face) ?? [];
    this.#samples.set(face, samples);
    samples.push({ at: now, events: face.live.events });
    while (samples.length > 2 && (samples[1]?.at ?? now) <= now - spanMs) samples.shift();
    const first = samples[0] as { at: number; events: number };
    return now > first.at ? (1_000 * (face.live.events - first.events)) / (now - first.at) : 0;
  }
}
