import type { Datadog } from "./connection/connect-datadog.ts";
import { DatadogFailure } from "./connection/datadog-failure.ts";

/** One bucket of a series: its start in milliseconds since the epoch. */
export interface Bucket {
  readonly at: number;
  readonly value: number;
}

/**
 * Sums of a count over equal buckets. Several series are added up.
 *
 * @param query a count without a rollup, e.g. `sum:assist.sse.resume_attempt{*}.as_count()`
 * @throws DatadogFailure, also when Datadog answers 200 with an error in it
 */
export async function countBuckets(
  datadog: Datadog,
  query: string,
  { from, to, bucketMs }: { readonly from: number; readonly to: number; readonly bucketMs: number },
): Promise<Bucket[]> {
  const seconds = (at: number) => Math.floor(at / 1_000);
  const rolled = `${query}.rollup(sum, ${bucketMs / 1_000})`;
  const answer = await datadog.call("query the metrics", () =>
    datadog.metrics.queryMetrics({ from: seconds(from), to: seconds(to), query: rolled }),
  );
  if (answer.status !== undefined && answer.status !== "ok") {
    throw new DatadogFailure("refused", "query the metrics", (answer.error ?? answer.status).slice(0, 300));
  }
  const sums = new Map<number, number>();
  for (const series of answer.series ?? []) {
    for (const [at, value] of series.pointlist ?? []) {
      if (typeof value === "number" && Number.isFinite(value)) sums.set(at, (sums.get(at) ?? 0) + value);
    }
  }
  return [...sums].sort((a, b) => a[0] - b[0]).map(([at, value]) => ({ at, value }));
}

/** Attempts and successes of one bucket. The SLO report has a type of its own for it, so that the two folders stay independent. */
export interface CountedBucket {
  readonly at: number;
  readonly good: number;
  readonly total: number;
}

const hour = 3_600_000;

/**
 * Resume successes and attempts up to `now`: by the minute for the last 6 hours, by the hour for the 30 days before. So the
 * windows of minutes are exact to a minute and those of days to an hour.
 */
export async function resumeCounts(
  datadog: Datadog,
  { successes, attempts }: { readonly successes: string; readonly attempts: string },
  now: number,
): Promise<CountedBucket[]> {
  const edge = Math.floor((now - 6 * hour) / hour) * hour;
  const spans = [
    { from: edge - 30 * 24 * hour, to: edge, bucketMs: hour },
    { from: edge, to: now, bucketMs: 60_000 },
  ];
  const found: CountedBucket[] = [];
  for (const span of spans) {
    const total = await countBuckets(datadog, attempts, span);
    const good = new Map((await countBuckets(datadog, successes, span)).map(({ at, value }) => [at, value]));
    // A success may be counted in the bucket after its attempt's, so a bucket alone may have more of them.
    for (const { at, value } of total) found.push({ at, good: good.get(at) ?? 0, total: value });
    const known = new Set(total.map(({ at }) => at));
    for (const [at, value] of good) if (!known.has(at)) found.push({ at, good: value, total: 0 });
  }
  return found.filter(({ at }) => at >= edge - 30 * 24 * hour && at <= now).sort((a, b) => a.at - b.at);
}
