import { largest } from "../extremes.ts";
import type { SampleRecord } from "../history/samples.ts";
import type { Second } from "../measure/face-measure.ts";
import type { Latency } from "../measure/latency.ts";
import { faultSpans } from "../measure/phases.ts";
import type { FaceReading } from "./face-result.ts";
import { inMb } from "./resources.ts";
import type { Window } from "./results.ts";

/** One row for each second, for plots, without gaps. What was not measured in a second is absent from its row. */
export function windowsOf({ facts, measure }: FaceReading): Window[] {
  const { scenario, face } = facts.head.face;
  const spans = faultSpans(facts.faults);
  const samples = new Map(facts.samples.map((sample) => [Math.floor(sample.at / 1_000), sample]));
  const last = largest(measure.seconds.keys(), -1);
  let open = 0;
  return Array.from({ length: last + 1 }, (_, second): Window => {
    const row = measure.seconds.get(second);
    open += (row?.arrivals ?? 0) - (row?.ended ?? 0);
    const from = second * 1_000;
    return {
      scenario,
      face,
      at_ms: from,
      streams_open: open,
      arrivals: row?.arrivals ?? 0,
      events: row?.events ?? 0,
      attempts: row?.attempts ?? 0,
      eligible: row?.eligible ?? 0,
      successes: row?.successes ?? 0,
      refused: row?.refused ?? 0,
      fault: spans.some(
        ({ provedAt, endedAt }) => provedAt !== null && provedAt < from + 1_000 && (endedAt ?? Infinity) >= from,
      ),
      ...answersOf(row),
      ...times("reconnect", row?.reconnect ?? null),
      ...times("latency", row?.latency ?? null),
      ...sampled(samples.get(second)),
    };
  });
}

function answersOf(row: Second | undefined): Pick<Window, "answers"> {
  if (!row || row.answers.size === 0) return {};
  return { answers: Object.fromEntries([...row.answers].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

function times(name: "reconnect" | "latency", latency: Latency | null): Partial<Window> {
  if (!latency) return {};
  const { p50, p95 } = latency.percentiles();
  return { [`${name}_p50_ms`]: p50, [`${name}_p95_ms`]: p95 };
}

function sampled(sample: SampleRecord | undefined): Partial<Window> {
  if (!sample) return {};
  const { redisMs, fill, serverRss, redisRss, harnessRss, harnessCpu, serverCpu, loopMs } = sample;
  return {
    ...(redisMs === undefined ? {} : { redis_ms: redisMs }),
    ...(fill === undefined ? {} : { buffer_fill: fill }),
    ...(serverRss === undefined ? {} : { server_rss_mb: inMb(serverRss) }),
    ...(serverCpu === undefined ? {} : { server_cpu: serverCpu }),
    ...(redisRss === undefined ? {} : { redis_rss_mb: inMb(redisRss) }),
    harness_rss_mb: inMb(harnessRss),
    harness_cpu: harnessCpu,
    loop_ms: loopMs,
  };
}
