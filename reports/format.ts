import type { Gate } from "../harness/gate/results.ts";

/** A rate in percent, cut and never rounded up: 97.996 is not 98. */
export function rateText(rate: number | null): string {
  return rate === null ? "none" : `${Math.floor(rate * 100 + 1e-6) / 100} %`;
}

export function ms(value: number | null): string {
  return value === null ? "none" : `${value >= 100 ? Math.round(value) : Math.round(value * 10) / 10} ms`;
}

/** A time for people: `850 ms`, `4.2 s`. */
export function timeText(value: number | null): string {
  return value !== null && value >= 1_000 ? `${Math.round(value / 100) / 10} s` : ms(value);
}

export function gateText({ op, limit, value }: Gate): string {
  return `${value === null ? "no data" : Math.round(value * 100) / 100} (${op} ${limit})`;
}

/** The unit of a gate's value, by its name. */
export function gateUnit(name: string): "%" | "ms" | "" {
  if (name.endsWith("_ms")) return "ms";
  return name.endsWith("rate") ? "%" : "";
}

/** Where `run` leaves a face's history, beside its results. */
export function historyPath(scenario: string, face: string): string {
  return `resume-gate-out/histories/${scenario}.${face}.ndjson`;
}
