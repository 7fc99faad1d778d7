import type { v1 } from "@datadog/datadog-api-client";
import { marker, type QueryOptions, queries } from "../production-queries.ts";

/** A monitor, and our id of it, which is kept in a tag because the name may change. */
export interface WantedMonitor {
  readonly id: string;
  readonly monitor: v1.Monitor & { options: v1.MonitorOptions };
}

/** The monitors of the alert "Resume failed" and of its causes (docs/runbook.md). */
export function monitors(options: QueryOptions): WantedMonitor[] {
  const q = queries(options);
  return [
    monitor("resume-success", {
      name: "Resume failed: fewer than 98 % of the resumes succeed",
      query: `sum(last_15m):100 * ${q.successes} / ${q.attempts} < 98`,
      thresholds: { critical: 98, warning: 99 },
      message: `{{value}} % of the resumes succeeded. Which answers do clients get?

- 410 RESUME_TOKEN_EXPIRED: the token expired (runbook, cause 1).
- 401 RESUME_TOKEN_INVALID: the secret was rotated (cause 2).
- 404 STREAM_STATE_NOT_FOUND: Redis is away (cause 3).
- 410 BUFFER_TRIMMED, partial recoveries: the buffer was trimmed (cause 4).

Reproduce: npx --no-install resume-gate run token-expiry | secret-rotation | redis-outage | buffer-trim`,
      priority: 2,
    }),
    // Two plain ratios, as Datadog advises against default_zero() around .as_count(): no point of a fault means no fault.
    monitor("buffer-trim", {
      name: "Buffer trimmed: more than 0.5 % of the streams could not be resumed",
      query: `sum(last_30m):100 * ${q.trimmedRejections} / ${q.completed} > 0.5`,
      thresholds: { critical: 0.5, warning: 0.25 },
      message: `{{value}} % of the streams (runbook, cause 4). Raise SSE_BUFFER_MAX_EVENTS and SSE_BUFFER_MAX_SIZE_MB.

Reproduce: npx --no-install resume-gate run buffer-trim`,
      priority: 3,
    }),
    monitor("buffer-partial", {
      name: "Buffer trimmed: more than 0.5 % of the streams were resumed with a gap",
      query: `sum(last_30m):100 * ${q.partials} / ${q.completed} > 0.5`,
      thresholds: { critical: 0.5, warning: 0.25 },
      message: `{{value}} % of the streams (runbook, cause 4). Raise SSE_BUFFER_MAX_EVENTS and SSE_BUFFER_MAX_SIZE_MB.

Reproduce: npx --no-install resume-gate run buffer-trim`,
      priority: 3,
    }),
    monitor("redis-latency", {
      name: "Redis is slow: over 250 ms",
      query: `avg(last_10m):${q.redisLatency} > 250`,
      thresholds: { critical: 250, warning: 50 },
      message:
        "{{value}} ms. Resumes wait for Redis; running streams do not (contract, Redis). Look at SLOWLOG and the network.",
      priority: 3,
    }),
    monitor("redis-memory", {
      name: "Redis is filling up: over 85 % of maxmemory",
      query: `avg(last_10m):100 * ${q.redisUsed} / ${q.redisMost} > 85`,
      thresholds: { critical: 85, warning: 75 },
      message: "{{value}} % of maxmemory. Past it Redis evicts or refuses, and resumes get 404 STREAM_STATE_NOT_FOUND.",
      priority: 3,
    }),
  ];
}

interface Parts {
  readonly name: string;
  readonly query: string;
  readonly thresholds: v1.MonitorThresholds;
  readonly message: string;
  readonly priority: number;
}

function monitor(id: string, { name, query, thresholds, message, priority }: Parts): WantedMonitor {
  return {
    id,
    monitor: {
      name,
      type: "query alert",
      query,
      message,
      priority,
      tags: [marker, `resume-gate-id:${id}`],
      // No traffic is not a failure: at night nobody resumes. With Datadog's default a missing count may be taken as 0, which is under 98 %.
      // The SLO report says "no data" then.
      options: { thresholds, onMissingData: "show_no_data", requireFullWindow: false, includeTags: true },
    },
  };
}
