import { build, type Histogram } from "hdr-histogram-js";

/** Milliseconds; null when nothing was measured. */
export interface Percentiles {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

/** The percentiles of a distribution plot. Above the last one that the count supports, only the maximum is shown. */
const curvePercentiles = [10, 25, 50, 75, 90, 95, 97.5, 99, 99.5, 99.9, 99.99];

/** The histogram counts in hundredths of a millisecond, up to an hour. */
const perMs = 100;
const highest = 3_600_000 * perMs;

/** Times in a high dynamic range histogram: three significant digits, memory that does not grow with the count. */
export class Latency {
  readonly #histogram: Histogram;

  /** @param digits significant digits that are kept: with 1 a histogram takes a kilobyte and is exact to a fifteenth */
  constructor(digits: 1 | 3 = 3) {
    this.#histogram = build({
      bitBucketSize: digits === 1 ? 32 : 64,
      lowestDiscernibleValue: 1,
      highestTrackableValue: highest,
      numberOfSignificantValueDigits: digits,
    });
  }

  add(ms: number): void {
    this.#histogram.recordValue(Math.min(highest, Math.max(0, Math.round(ms * perMs))));
  }

  addAll(other: Latency): void {
    this.#histogram.add(other.#histogram);
  }

  get count(): number {
    return this.#histogram.totalCount;
  }

  percentiles(): Percentiles {
    if (this.count === 0) return { p50: null, p95: null, p99: null, max: null };
    const at = (percentile: number) => this.#histogram.getValueAtPercentile(percentile) / perMs;
    return { p50: at(50), p95: at(95), p99: at(99), max: this.#histogram.maxValue / perMs };
  }

  /** Pairs of percentile and milliseconds, rising, up to the maximum at 100; empty when nothing was measured. */
  curve(): [number, number][] {
    if (this.count === 0) return [];
    const known = curvePercentiles.filter((percentile) => this.count * (100 - percentile) >= 100 - 1e-9);
    return [...known, 100].map((percentile) => {
      const value = percentile === 100 ? this.#histogram.maxValue : this.#histogram.getValueAtPercentile(percentile);
      return [percentile, value / perMs];
    });
  }
}
