import { type Side, shown, sideOf } from "../../harness/figures.ts";
import type { Gate, Summary } from "../../harness/gate/results.ts";

/** A rate in percent. Every output shows rates with this, `ms` or `timeText`, so a figure reads the same everywhere. */
export function rateText(rate: number | null, side: Side): string {
  return rate === null ? "none" : `${shown(rate, side)} %`;
}

/** A time, rounded up: `9.7 ms`, `2001 ms`. */
export function ms(value: number | null): string {
  return value === null ? "none" : `${shown(value, "<=", value >= 100 ? 0 : 1)} ms`;
}

/** A time for people, rounded up: `850 ms`, `4.21 s`. */
export function timeText(value: number | null): string {
  return value !== null && value >= 1_000 ? `${shown(value / 1_000, "<=")} s` : ms(value);
}

/** How many events were checked, and what was wrong with them. */
export function eventsChecked(summary: Summary): string {
  const { events_received, foreign, lost, duplicated, reordered, corrupted, phantom } = summary;
  const others = foreign === undefined ? "" : `${foreign} of another stream, `;
  return `${events_received} events checked: ${others}${lost} lost, ${duplicated} duplicated, ${reordered} reordered, ${corrupted} corrupted, ${phantom} phantom.`;
}

export function gateText(name: string, { op, limit, value }: Gate): string {
  return `${value === null ? "no data" : figureText(name, value, op)} (${op} ${limit})`;
}

/** A gate's or a summary's figure with its unit, by its name. */
export function figureText(name: string, value: number, side: Side = sideOf(name)): string {
  const unit = gateUnit(name);
  if (unit === "ms") return ms(value);
  return unit === "%" ? rateText(value, side) : String(shown(value, side));
}

/** The unit of a gate's value, by its name. */
export function gateUnit(name: string): "%" | "ms" | "" {
  if (name.endsWith("_ms")) return "ms";
  return /_rate(_low|_high)?$|_growth$/.test(name) ? "%" : "";
}

/** The path of a face's history, from the folder of the results. */
export function historyPath(scenario: string, face: string): string {
  return `resume-gate-out/histories/${scenario}.${face}.ndjson`;
}
