import type { LabRecord } from "./records.ts";

/** What the lab writes down of one row, and the row's clock: milliseconds since its start. */
export class RowLog {
  readonly records: LabRecord[] = [];
  /** When anything was written last, on the row's clock. */
  lastAt = 0;
  readonly #start = performance.now();

  now(): number {
    return Math.round((performance.now() - this.#start) * 10) / 10;
  }

  write(record: LabRecord): void {
    this.records.push(record);
    this.lastAt = this.now();
  }
}
