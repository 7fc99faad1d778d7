import type { v1 } from "@datadog/datadog-api-client";
import { marker, type QueryOptions, queries } from "../production-queries.ts";

/** The SLO: resume success over 7 and 30 days, objective in percent. */
export function objective(options: QueryOptions, percent = 98): v1.ServiceLevelObjectiveRequest {
  const q = queries(options);
  return {
    name: "Resume success",
    type: "metric",
    description: "Resumes that reached the end of their stream or were replayed, of all resumes.",
    query: { numerator: q.successes, denominator: q.attempts },
    thresholds: [
      { timeframe: "7d", target: percent },
      { timeframe: "30d", target: percent },
    ],
    tags: [marker],
  };
}
