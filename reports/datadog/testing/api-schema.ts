import { Ajv, type ValidateFunction } from "ajv";

/**
 * What Datadog takes, as its public OpenAPI description says it: written down by hand for the few operations used here, from
 * github.com/DataDog/datadog-api-client-typescript, commit a6d174205b047bd01a9df066deae5d7fee9c436c,
 * `.generator/schemas/v1/openapi.yaml`. Stricter in one point: a name that is not listed is an error, to catch typing errors.
 */
const text = { type: "string" };
const texts = { type: "array", items: text };
const number = { type: "number" };
const whole = { type: "integer" };
const flag = { type: "boolean" };

function object(properties: Record<string, object>, required: readonly string[] = []) {
  return { type: "object", additionalProperties: false, properties, required };
}

const series = object(
  {
    metric: text,
    points: { type: "array", items: { type: "array", minItems: 2, maxItems: 2, items: number } },
    type: text,
    interval: { type: ["integer", "null"] },
    host: text,
    tags: texts,
  },
  ["metric", "points"],
);

const event = object(
  {
    title: text,
    text: { type: "string", maxLength: 4_000 },
    aggregation_key: { type: "string", maxLength: 100 },
    alert_type: { enum: ["error", "warning", "info", "success", "user_update", "recommendation", "snapshot"] },
    date_happened: whole,
    priority: { enum: ["normal", "low", null] },
    source_type_name: text,
    host: text,
    tags: texts,
  },
  ["title", "text"],
);

const monitorFields = {
  name: text,
  type: { enum: ["metric alert", "query alert", "service check", "event alert", "log alert", "composite"] },
  query: text,
  message: text,
  priority: { type: ["integer", "null"], minimum: 1, maximum: 5 },
  tags: texts,
  options: object({
    thresholds: object({
      critical: number,
      warning: { type: ["number", "null"] },
      critical_recovery: { type: ["number", "null"] },
      warning_recovery: { type: ["number", "null"] },
    }),
    on_missing_data: { enum: ["default", "show_no_data", "show_and_notify_no_data", "resolve"] },
    require_full_window: flag,
    include_tags: flag,
    renotify_interval: { type: ["integer", "null"] },
  }),
};

const slo = object(
  {
    name: text,
    type: { enum: ["metric", "monitor", "time_slice"] },
    description: { type: ["string", "null"] },
    query: object({ numerator: text, denominator: text }, ["numerator", "denominator"]),
    thresholds: {
      type: "array",
      items: object({ timeframe: { enum: ["7d", "30d", "90d", "custom"] }, target: number, warning: number }, [
        "timeframe",
        "target",
      ]),
    },
    tags: texts,
  },
  ["name", "thresholds", "type"],
);

const request = object({
  display_type: { enum: ["area", "bars", "line", "overlay"] },
  response_format: { enum: ["timeseries", "scalar", "event_list"] },
  formulas: { type: "array", items: object({ formula: text, alias: text }, ["formula"]) },
  queries: {
    type: "array",
    items: object({ data_source: { enum: ["metrics"] }, name: text, query: text }, ["data_source", "query", "name"]),
  },
});

const dashboard = object(
  {
    title: text,
    description: { type: ["string", "null"] },
    layout_type: { enum: ["ordered", "free"] },
    widgets: {
      type: "array",
      items: object(
        {
          definition: object(
            { type: { enum: ["timeseries"] }, title: text, requests: { type: "array", minItems: 1, items: request } },
            ["type", "requests"],
          ),
        },
        ["definition"],
      ),
    },
  },
  ["title", "layout_type", "widgets"],
);

/** Bodies by operation. */
const bodies = {
  "POST /api/v1/series": object({ series: { type: "array", items: series } }, ["series"]),
  "POST /api/v1/events": event,
  "POST /api/v1/monitor": object(monitorFields, ["type", "query"]),
  "PUT /api/v1/monitor/{id}": object(monitorFields),
  "POST /api/v1/slo": slo,
  "PUT /api/v1/slo/{id}": slo,
  "POST /api/v1/dashboard": dashboard,
  "PUT /api/v1/dashboard/{id}": dashboard,
} as const;

/** Operations without a body: their parameters, `true` where one is needed. */
const parameters: Readonly<Record<string, Readonly<Record<string, boolean>>>> = {
  "GET /api/v1/monitor": { monitor_tags: false, tags: false, name: false, page: false, page_size: false },
  "GET /api/v1/slo": { tags_query: false, query: false, ids: false, limit: false, offset: false },
  "GET /api/v1/dashboard": { start: false, count: false, "filter[shared]": false, "filter[deleted]": false },
  "GET /api/v1/dashboard/{id}": {},
  "GET /api/v1/query": { from: true, to: true, query: true },
};

/** Only these do without an application key. */
export const apiKeyOnly: readonly string[] = ["POST /api/v1/series", "POST /api/v1/events"];

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
const checks = new Map<string, ValidateFunction>(
  Object.entries(bodies).map(([operation, schema]) => [operation, ajv.compile(schema)]),
);

/** What is wrong with a request; empty when nothing is. Null: there is no such operation. */
export function problems(operation: string, body: unknown, query: URLSearchParams): string[] | null {
  const check = checks.get(operation);
  const allowed = parameters[operation];
  if (!check && !allowed) return null;
  if (check && !check(body)) {
    return (check.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath || "/"} ${message ?? ""} ${JSON.stringify(params)}`,
    );
  }
  const missing = Object.entries(allowed ?? {}).filter(([name, needed]) => needed && !query.get(name));
  const unknown = [...query.keys()].filter((name) => !(name in (allowed ?? {})));
  return [...missing.map(([name]) => `parameter ${name} is missing`), ...unknown.map((name) => `no parameter ${name}`)];
}
