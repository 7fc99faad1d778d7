/** One bench: what it compares, and how. */
export interface Bench {
  readonly name: string;
  readonly what: string;
  run(options: BenchOptions): Promise<Omit<BenchResult, "name">>;
}

export interface BenchOptions {
  /** A tenth of the load, to see that it works. */
  readonly quick: boolean;
  /** Where files may be left. */
  readonly out: string;
}

/** Rows of numbers side by side; the first one is what the others are compared with. */
export interface BenchResult {
  readonly name: string;
  readonly rows: readonly Row[];
  readonly notes: readonly string[];
}

export type Row = { readonly who: string } & Readonly<Record<string, string | number>>;

/** A contender that is not installed. */
export function skipped(who: string, install: string): string {
  return `${who} was skipped: it is not installed. ${install}`;
}

/** Three significant digits: more would be noise. */
export function short(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(3)) : 0;
}
