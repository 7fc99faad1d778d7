import { build, type Histogram } from "hdr-histogram-js";

/** Milliseconds; null while there is nothing to measure. */
export interface Percentiles {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

/** The histogram counts in hundredths of a millisecond, up to an hour. */
const perMs = 100;
const highest = 3_600_000 * perMs;

/** Times in a high dynamic range histogram: three significant digits, memory that does not grow with the count. */
export class Latency {
  readonly #histogram: Histogram = build({
    bitBucketSize: 64,
    lowestDiscernibleValue: 1,
    highestTrackableValue: highest,
    numberOfSignificantValueDigits: 3,
  });

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
}
