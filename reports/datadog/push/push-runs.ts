import type { Datadog } from "../connection/connect-datadog.ts";
import { DatadogFailure } from "../connection/datadog-failure.ts";
import type { Outbox, OutboxEntry } from "./outbox.ts";
import { runEvent } from "./run-event.ts";
import { runEnd, runMetrics } from "./run-metrics.ts";

export interface Pushed {
  /** Runs that were sent. */
  readonly sent: readonly string[];
  /** Runs that are kept, and why. */
  readonly kept: readonly { readonly run_id: string; readonly failure: DatadogFailure }[];
  /** Runs that were sent, and are older than an hour. */
  readonly late: readonly string[];
}

/** Datadog drops older points, unless historical metrics are switched on for them. In milliseconds. */
const freshMs = 3_600_000;
/** Well under Datadog's 3.2 MB a request. */
const seriesPerRequest = 1_000;

/**
 * Sends what waits in the outbox, each run's metrics first and then its event, and notes each step. When Datadog is away or the
 * keys are wrong, the rest is kept without trying; a run that alone is refused does not hold up the others.
 */
export async function push(datadog: Datadog, outbox: Outbox, now: () => number): Promise<Pushed> {
  const sent: string[] = [];
  const late: string[] = [];
  const kept: { run_id: string; failure: DatadogFailure }[] = [];
  let closed: DatadogFailure | null = null;
  for (const entry of outbox.waiting()) {
    if (closed) {
      kept.push({ run_id: entry.run_id, failure: closed });
      continue;
    }
    try {
      await pushOne(datadog, outbox, entry, now());
      sent.push(entry.run_id);
      if (entry.results && now() - runEnd(entry.results) > freshMs) late.push(entry.run_id);
    } catch (error) {
      if (!(error instanceof DatadogFailure)) throw error;
      kept.push({ run_id: entry.run_id, failure: error });
      if (error.kind !== "refused") closed = error;
    }
  }
  return { sent, kept, late };
}

async function pushOne(datadog: Datadog, outbox: Outbox, entry: OutboxEntry, now: number): Promise<void> {
  const { results } = entry;
  if (!results) return;
  let state = entry;
  if (!state.metrics_sent) {
    const series = runMetrics(results);
    for (let from = 0; from < series.length; from += seriesPerRequest) {
      const body = { series: series.slice(from, from + seriesPerRequest) };
      await datadog.call("send the metrics", () => datadog.metrics.submitMetrics({ body }));
    }
    state = { ...state, metrics_sent: true };
    outbox.save(state);
  }
  await datadog.call("send the event", () => datadog.events.createEvent({ body: runEvent(results, now) }));
  outbox.save({ ...state, event_sent: true });
}
