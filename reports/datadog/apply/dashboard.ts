import type { v1 } from "@datadog/datadog-api-client";
import { gateSource, marker, type QueryOptions, queries } from "../production-queries.ts";

/** The dashboard: production above, the gate's runs below. A dashboard has no free tags, so its description is marked. */
export function dashboard(options: QueryOptions): v1.Dashboard {
  const q = queries(options);
  const gate = (metric: string) => `avg:assist.sse.gate.${metric}{${gateSource},!face:inject} by {scenario,profile}`;
  const passed = `avg:assist.sse.gate.passed{${gateSource}} by {profile}`;
  return {
    title: "Resumable streams",
    description: `Whether cut streams can be picked up again. Changes by hand are undone by \`resume-gate datadog apply\` (${marker}).`,
    layoutType: "ordered",
    widgets: [
      lines("Resume success, % (alert under 98)", ["100 * good / all"], { good: q.successes, all: q.attempts }),
      lines("Resumes refused, expired, partial", ["refused", "expired", "partial"], {
        refused: q.rejections,
        expired: q.expirations,
        partial: q.partials,
      }),
      lines("Fill of the fullest buffer (keep under 0.8)", ["fill"], { fill: q.bufferFill }),
      lines("Redis latency, ms", ["latency"], { latency: q.redisLatency }),
      lines("Redis memory, % of maxmemory", ["100 * used / most"], { used: q.redisUsed, most: q.redisMost }),
      lines("Gate: resume success with the fixes, %", ["rate"], { rate: gate("resume_success_rate") }),
      lines("Gate: reconnect p99 with the fixes, ms", ["p99"], { p99: gate("reconnect_p99_ms") }),
      lines("Gate: runs that passed (1) or not (0)", ["passed"], { passed }),
    ],
  };
}

/** A chart of formulas over named queries. */
function lines(title: string, formulas: readonly string[], named: Readonly<Record<string, string>>): v1.Widget {
  const definition: v1.TimeseriesWidgetDefinition = {
    type: "timeseries",
    title,
    requests: [
      {
        responseFormat: "timeseries",
        displayType: "line",
        formulas: formulas.map((formula) => ({ formula })),
        queries: Object.entries(named).map(([name, query]) => ({ dataSource: "metrics", name, query })),
      },
    ],
  };
  return { definition };
}
