import type { v1 } from "@datadog/datadog-api-client";
import type { Datadog } from "./connect.ts";
import { dashboard } from "./dashboard.ts";
import { diff, type FieldDiff } from "./diff.ts";
import { monitors } from "./monitors.ts";
import { marker, type QueryOptions } from "./names.ts";
import { objective } from "./objective.ts";

export type Kind = "monitor" | "dashboard" | "slo";

/** One thing of ours and what has to happen to it. `unknown` carries our marker and is not in the code: nothing happens. */
export interface Change {
  readonly kind: Kind;
  readonly name: string;
  readonly what: "create" | "update" | "none" | "unknown";
  readonly fields: readonly FieldDiff[];
  /** Carries it out; only with `create` and `update`. */
  readonly carryOut: (() => Promise<unknown>) | null;
}

export interface PlanOptions {
  readonly queries: QueryOptions;
  /** Percent. */
  readonly objective: number;
}

/** What would have to change in Datadog, found by asking it. Changes nothing. */
export async function plan(datadog: Datadog, options: PlanOptions): Promise<Change[]> {
  return [
    ...(await planMonitors(datadog, options.queries)),
    await planSlo(datadog, objective(options.queries, options.objective)),
    await planDashboard(datadog, dashboard(options.queries)),
  ];
}

async function planMonitors({ monitors: api, call }: Datadog, queries: QueryOptions): Promise<Change[]> {
  const found = await call("list the monitors", () => api.listMonitors({ monitorTags: marker }));
  const mine = (found ?? []).filter(({ tags }) => tags?.includes(marker));
  const wanted = monitors(queries);
  const known = new Set<v1.Monitor>();
  const changes = wanted.map(({ id, monitor }) => {
    const actual = mine.find(({ tags }) => tags?.includes(`resume-gate-id:${id}`));
    if (actual) known.add(actual);
    const { type: _, ...rest } = monitor; // a monitor's type cannot be changed
    return change("monitor", monitor.name ?? id, monitor, actual, {
      create: () => call(`make monitor ${id}`, () => api.createMonitor({ body: monitor })),
      update: () => call(`change monitor ${id}`, () => api.updateMonitor({ monitorId: idOf(actual), body: rest })),
    });
  });
  const others = mine.filter((monitor) => !known.has(monitor));
  return [...changes, ...others.map(({ name, id }) => leftAlone("monitor", `${name ?? "without a name"} (${id})`))];
}

async function planSlo({ slos: api, call }: Datadog, body: v1.ServiceLevelObjectiveRequest): Promise<Change> {
  const { data = [] } = await call("list the SLOs", () => api.listSLOs({ tagsQuery: marker }));
  const actual = data.find(({ tags }) => tags?.includes(marker));
  return change("slo", body.name, body, actual, {
    create: () => call("make the SLO", () => api.createSLO({ body })),
    update: () => call("change the SLO", () => api.updateSLO({ sloId: actual?.id ?? "", body })),
  });
}

/** The list has only titles and descriptions, so the one with our mark is asked for by its id. */
async function planDashboard({ dashboards: api, call }: Datadog, body: v1.Dashboard): Promise<Change> {
  const listed = await everyDashboard({ dashboards: api, call });
  const id = listed.find(({ description }) => description?.includes(marker))?.id;
  const actual = id ? await call("read the dashboard", () => api.getDashboard({ dashboardId: id })) : undefined;
  return change("dashboard", body.title, body, actual, {
    create: () => call("make the dashboard", () => api.createDashboard({ body })),
    update: () => call("change the dashboard", () => api.updateDashboard({ dashboardId: id ?? "", body })),
  });
}

/** Pages of 100, and not without end. */
async function everyDashboard({ dashboards: api, call }: Pick<Datadog, "dashboards" | "call">) {
  const all: v1.DashboardSummaryDefinition[] = [];
  for (let start = 0; start < 10_000; start += 100) {
    const { dashboards = [] } = await call("list the dashboards", () => api.listDashboards({ start, count: 100 }));
    all.push(...dashboards);
    if (dashboards.length < 100) break;
  }
  return all;
}

function change(
  kind: Kind,
  name: string,
  wanted: object,
  actual: object | undefined,
  ways: { readonly create: () => Promise<unknown>; readonly update: () => Promise<unknown> },
): Change {
  if (!actual) return { kind, name, what: "create", fields: [], carryOut: ways.create };
  const fields = diff(wanted, actual);
  const what = fields.length > 0 ? "update" : "none";
  return { kind, name, what, fields, carryOut: what === "update" ? ways.update : null };
}

function leftAlone(kind: Kind, name: string): Change {
  return { kind, name, what: "unknown", fields: [], carryOut: null };
}

function idOf(monitor: v1.Monitor | undefined): number {
  return monitor?.id ?? 0;
}
