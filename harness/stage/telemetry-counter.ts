import type { TelemetryRecord } from "../history/records.ts";

/** Counts the servers' log lines by the contract's names. */
export class TelemetryCounter {
  #seen = new Map<string, { count: number; firstAt: number; lastAt: number }>();
  #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  onLog(line: Readonly<Record<string, unknown>>): void {
    const name = line.event;
    if (typeof name !== "string" || !/^assist(ants)?\.sse\./.test(name)) return;
    const at = Math.max(0, this.#now()); // lines of the start-up come before the face's clock
    const seen = this.#seen.get(name);
    if (!seen) this.#seen.set(name, { count: 1, firstAt: at, lastAt: at });
    else {
      seen.count++;
      seen.lastAt = at;
    }
  }

  records(): TelemetryRecord[] {
    return [...this.#seen]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, seen]) => ({ k: "telemetry", name, ...seen }));
  }
}
