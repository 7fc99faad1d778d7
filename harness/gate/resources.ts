import { shown } from "../figures.ts";
import { hundredths } from "../history/hundredths.ts";
import type { SampleRecord } from "../history/samples.ts";
import { type Slope, slopeOf } from "../measure/slope.ts";
import type { Gate, Growth, Resources, Verdict } from "./results.ts";

/** A shorter face says nothing about growth, because a process is still warming up. In milliseconds. */
const shortestMs = 600_000;

const memories = { server: "serverRss", harness: "harnessRss", redis: "redisRss" } as const;

/** What the processes of a face used, from its samples; null when there are none. */
export function resourcesOf(samples: readonly SampleRecord[]): Resources | null {
  const last = samples.at(-1);
  if (!last) return null;
  const lengthMs = last.at - (samples[0]?.at ?? 0);
  const all = (read: (sample: SampleRecord) => number | null | undefined) =>
    samples.flatMap((sample) => read(sample) ?? []);
  const growth = lengthMs < shortestMs ? {} : growths(samples);
  return {
    samples: samples.length,
    harness_cpu_mean: mean(all((sample) => sample.harnessCpu)),
    harness_rss_max_mb: highest(all((sample) => inMb(sample.harnessRss))),
    loop_delay_max_ms: highest(all((sample) => sample.loopMs)),
    server_cpu_mean: mean(all((sample) => sample.serverCpu)),
    server_rss_max_mb: highest(all((sample) => (sample.serverRss === undefined ? null : inMb(sample.serverRss)))),
    buffer_fill_max: highest(all((sample) => sample.fill)),
    redis_ms_max: highest(all((sample) => sample.redisMs)),
    redis_unanswered: samples.filter((sample) => sample.redisMs === null).length,
    redis_rss_max_mb: highest(all((sample) => (sample.redisRss === undefined ? null : inMb(sample.redisRss)))),
    redis_keys_max: highest(all((sample) => sample.redisKeys)),
    redis_keys_last: all((sample) => sample.redisKeys).at(-1) ?? null,
    growth,
  };
}

function growths(samples: readonly SampleRecord[]): Resources["growth"] {
  const found: Partial<Record<keyof typeof memories, Growth>> = {};
  for (const name of Object.keys(memories) as (keyof typeof memories)[]) {
    const points = samples.flatMap((sample): [number, number][] => {
      const bytes = sample[memories[name]];
      return bytes === undefined ? [] : [[sample.at, bytes]];
    });
    const slope = slopeOf(points);
    if (slope) found[name] = growthOf(slope);
  }
  return found;
}

function growthOf({ perHour, low, high, mean: average, from }: Slope): Growth {
  return {
    mb_per_hour: inMb(perHour),
    low: inMb(low),
    high: inMb(high),
    mean_mb: inMb(average),
    from_ms: Math.round(from),
  };
}

/**
 * A gate for each process whose memory was read: its growth an hour, in percent of its mean. It fails when the whole interval is
 * over the limit, and is inconclusive when the limit is within the interval, or when a long face has too few readings.
 */
export function growthGates(
  resources: Resources | null,
  { limit, lastedMs }: { readonly limit: number | undefined; readonly lastedMs: number },
): Record<string, Gate> {
  if (!resources || limit === undefined) return {};
  const gates: Record<string, Gate> = {};
  for (const name of Object.keys(memories) as (keyof typeof memories)[]) {
    const growth = resources.growth[name];
    const wasRead = resources[`${name}_rss_max_mb`] !== null;
    if (growth) gates[`${name}_memory_growth`] = growthGate(growth, limit);
    else if (wasRead && lastedMs >= shortestMs) gates[`${name}_memory_growth`] = { ...tooFewReadings, limit };
  }
  return gates;
}

const tooFewReadings = {
  op: "<=",
  value: null,
  verdict: "inconclusive",
  reason: "Its memory was not read often enough to know its growth.",
} as const;

function growthGate({ mb_per_hour, low: lowMb, high: highMb, mean_mb }: Growth, limit: number): Gate {
  const share = (mb: number) => shown((100 * mb) / mean_mb, "<=");
  const [value, low, high] = [share(mb_per_hour), share(lowMb), share(highMb)];
  const verdict: Verdict = low > limit ? "fail" : high <= limit ? "pass" : "inconclusive";
  const reason = `${mb_per_hour} MiB an hour (${lowMb} to ${highMb}) on a mean of ${mean_mb} MiB: ${value} % an hour.`;
  return { limit, op: "<=", value, low, high, verdict, reason };
}

/** Bytes as MiB, to a hundredth. */
export function inMb(bytes: number): number {
  return hundredths(bytes / 1_048_576);
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : hundredths(values.reduce((sum, value) => sum + value, 0) / values.length);
}

function highest(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((a, b) => Math.max(a, b));
}
