import type { HistoryRecord } from "../history/records.ts";

export interface StreamName {
  readonly s: number;
  readonly requestId: string | null;
}

/**
 * Finds a stream by its number, its request_id, or the beginning of one, while a history is read.
 *
 * If none fits, it has the few nearest names, by the distance that it was given.
 */
export class StreamFinder {
  readonly #wanted: string;
  readonly #distance: (a: string, b: string) => number;
  readonly #found = new Map<number, string | null>();
  #nearest: { readonly name: string; readonly far: number }[] = [];

  constructor(wanted: string, distance: (a: string, b: string) => number) {
    this.#wanted = wanted;
    this.#distance = distance;
  }

  record(record: HistoryRecord): void {
    if (record.k === "stream") this.#look(record.s, String(record.s), String(record.s) === this.#wanted);
    else if (record.k === "answer" && record.rid !== undefined) {
      if (this.#found.has(record.s)) this.#found.set(record.s, this.#found.get(record.s) ?? record.rid);
      else this.#look(record.s, record.rid, this.#wanted.length >= 4 && record.rid.startsWith(this.#wanted));
    }
  }

  /** Streams that fit: none, one, or, for the beginning of a request_id, several. */
  get found(): readonly StreamName[] {
    return [...this.#found].map(([s, requestId]) => ({ s, requestId }));
  }

  get nearest(): readonly string[] {
    return this.#nearest.map(({ name }) => name);
  }

  #look(s: number, name: string, fits: boolean): void {
    if (fits) {
      this.#found.set(s, name === String(s) ? null : name);
      return;
    }
    const numeric = /^\d+$/.test(this.#wanted);
    if (numeric !== /^\d+$/.test(name) || this.#nearest.some((each) => each.name === name)) return;
    const far = numeric ? Math.abs(Number(name) - Number(this.#wanted)) : this.#distance(name, this.#wanted);
    this.#nearest = [...this.#nearest, { name, far }].sort((a, b) => a.far - b.far).slice(0, 3);
  }
}
