/** The tag on everything that `datadog apply` makes, by which it is found again. */
export const marker = "managed-by:resume-gate";

/** The tag on everything that comes from a gate's run and not from production. */
export const gateSource = "source:resume-gate";

/** How the production metrics are named, and which of them are meant. */
export interface QueryOptions {
  /** Datadog's filter, e.g. `env:production,service:assist`; empty for everything. */
  readonly scope: string;
  /** The end that counters' names get on their way to Datadog: `.count` by its OpenMetrics check, none by logs and statsd. */
  readonly counterSuffix: string;
}
export const defaultQueryOptions: QueryOptions = { scope: "", counterSuffix: "" };

/**
 * The queries over production's metrics. Their names are the contract's (Health, metrics, telemetry). What a gate's run pushed is left
 * out.
 */
export function queries({ scope, counterSuffix }: QueryOptions) {
  const own = `{${[scope, `!${gateSource}`].filter(Boolean).join(",")}}`;
  const count = (name: string, filter = own) => `sum:${name}${counterSuffix}${filter}.as_count()`;
  const trimmed = own.replace("}", ",code:buffer_trimmed}");
  return {
    attempts: count("assist.sse.resume_attempt"),
    successes: count("assist.sse.resume_success"),
    rejections: count("assist.sse.resume_rejected"),
    expirations: count("assist.sse.resume_expired"),
    partials: count("assist.sse.partial_recovery"),
    trimmedRejections: count("assist.sse.resume_rejected", trimmed),
    completed: count("assistants.sse.completed"),
    bufferFill: `max:assist.sse.buffer_fill_ratio${own}`,
    /** Datadog's Redis integration; its latency is that of INFO as the agent sees it. */
    redisLatency: `max:redis.info.latency_ms${own}`,
    redisUsed: `max:redis.mem.used${own}`,
    redisMost: `max:redis.mem.maxmemory${own}`,
  };
}
