import type { v1 } from "@datadog/datadog-api-client";
import type { Datadog } from "../connection/connect-datadog.ts";
import { marker, type QueryOptions } from "../production-queries.ts";
import { dashboard } from "./dashboard.ts";
import { diff, type FieldDiff } from "./field-diff.ts";
import { monitors } from "./monitors.ts";
import { findOurs, ownTag } from "./our-things.ts";
import { objective } from "./slo-objective.ts";

type Kind = "monitor" | "dashboard" | "slo";

/**
 * One thing of ours and what has to happen to it. `unknown` carries our marker and is not in the code, or is a copy: nothing
 * happens. `ambiguous`: it and another could be ours, so `apply` refuses.
 */
export interface Change {
  readonly kind: Kind;
  /** Identifies the thing in every plan. */
  readonly key: string;
  readonly name: string;
  readonly what: "create" | "update" | "none" | "unknown" | "ambiguous";
  readonly fields: readonly FieldDiff[];
  /** Carries it out; only with `create` and `update`. */
  readonly carryOut: (() => Promise<unknown>) | null;
}

export interface PlanOptions {
  readonly queries: QueryOptions;
  /** Percent. */
  readonly objective: number;
}

/** What has to change in Datadog, found by reading what is there. Changes nothing. */
export async function plan(datadog: Datadog, options: PlanOptions): Promise<Change[]> {
  return [
    ...(await planMonitors(datadog, options.queries)),
    ...(await planSlo(datadog, objective(options.queries, options.objective))),
    ...(await planDashboard(datadog, dashboard(options.queries))),
  ];
}

async function planMonitors({ monitors: api, call }: Datadog, queries: QueryOptions): Promise<Change[]> {
  const found = await call("list the monitors", () => api.listMonitors({ monitorTags: marker }));
  const mine = (found ?? []).filter(({ tags }) => tags?.includes(marker));
  const wanted = monitors(queries);
  const known = new Set<v1.Monitor>();
  const changes = wanted.map(({ id, monitor }) => {
    const named = mine.filter(({ tags }) => tags?.includes(`resume-gate-id:${id}`));
    const { ours, ambiguous } = findOurs(named, ({ tags }) => tags);
    for (const each of [...ambiguous, ...(ours ? [ours] : [])]) known.add(each);
    if (ambiguous.length > 0) return ambiguous.map((each) => leftAlone("monitor", titleOf(each), "ambiguous"));
    const { type: _, ...rest } = monitor; // a monitor's type cannot be changed
    const mark = (own: number | undefined, body: v1.MonitorUpdateRequest) =>
      call(`change monitor ${id}`, () => api.updateMonitor({ monitorId: own ?? 0, body }));
    const marked = { ...rest, tags: [...(rest.tags ?? []), ownTag(ours?.id)] };
    return [
      change("monitor", monitor.name ?? id, ours ? { ...monitor, tags: marked.tags } : monitor, ours, {
        create: async () => {
          const made = await call(`make monitor ${id}`, () => api.createMonitor({ body: monitor }));
          await mark(made.id, { tags: [...(monitor.tags ?? []), ownTag(made.id)] });
        },
        update: () => mark(ours?.id, marked),
      }),
    ];
  });
  const others = mine.filter((monitor) => !known.has(monitor));
  return [...changes.flat(), ...others.map((each) => leftAlone("monitor", titleOf(each), "unknown"))];
}

async function planSlo({ slos: api, call }: Datadog, body: v1.ServiceLevelObjectiveRequest): Promise<Change[]> {
  const { data = [] } = await call("list the SLOs", () => api.listSLOs({ tagsQuery: marker }));
  const mine = data.filter(({ tags }) => tags?.includes(marker));
  const { ours, ambiguous, others } = findOurs(mine, ({ tags }) => tags);
  const marked = (id: string | undefined) =>
    ({ ...body, tags: [...(body.tags ?? []), ownTag(id)] }) as v1.ServiceLevelObjective;
  const mark = (id = "") => call("change the SLO", () => api.updateSLO({ sloId: id, body: marked(id) }));
  return [
    ...ambiguous.map((each) => leftAlone("slo", titleOf(each), "ambiguous")),
    ...(ambiguous.length > 0
      ? []
      : [
          change("slo", body.name, ours ? marked(ours.id) : body, ours, {
            create: async () => mark((await call("make the SLO", () => api.createSLO({ body }))).data?.[0]?.id),
            update: () => mark(ours?.id),
          }),
        ]),
    ...others.map((each) => leftAlone("slo", titleOf(each), "unknown")),
  ];
}

/** The list has only titles and descriptions, so our dashboard is read by its id. */
async function planDashboard({ dashboards: api, call }: Datadog, body: v1.Dashboard): Promise<Change[]> {
  const listed = await everyDashboard({ dashboards: api, call });
  const mine = listed.filter(({ description }) => description?.includes(marker));
  const { ours, ambiguous, others } = findOurs(mine, ({ description }) => description?.match(/[\w-]+:[\w-]+/g) ?? []);
  const title = ({ title, id }: v1.DashboardSummaryDefinition) => titleOf({ name: title, id });
  const id = ours?.id;
  const actual = id ? await call("read the dashboard", () => api.getDashboard({ dashboardId: id })) : undefined;
  const marked = (own: string | undefined): v1.Dashboard => ({
    ...body,
    description: (body.description ?? "").replace(marker, `${marker} ${ownTag(own)}`),
  });
  const mark = (own = "") =>
    call("change the dashboard", () => api.updateDashboard({ dashboardId: own, body: marked(own) }));
  return [
    ...ambiguous.map((each) => leftAlone("dashboard", title(each), "ambiguous")),
    ...(ambiguous.length > 0
      ? []
      : [
          change("dashboard", body.title, actual ? marked(id) : body, actual, {
            create: async () => mark((await call("make the dashboard", () => api.createDashboard({ body }))).id),
            update: () => mark(id),
          }),
        ]),
    ...others.map((each) => leftAlone("dashboard", title(each), "unknown")),
  ];
}

/** In pages of 100, up to 10,000. */
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
  if (!actual) return { kind, key: `${kind} ${name}`, name, what: "create", fields: [], carryOut: ways.create };
  const fields = diff(wanted, actual);
  const what = fields.length > 0 ? "update" : "none";
  return { kind, key: `${kind} ${name}`, name, what, fields, carryOut: what === "update" ? ways.update : null };
}

function leftAlone(kind: Kind, name: string, what: "unknown" | "ambiguous"): Change {
  return { kind, key: `${kind} ${name}`, name, what, fields: [], carryOut: null };
}

function titleOf({
  name,
  id,
}: {
  readonly name?: string | undefined;
  readonly id?: string | number | undefined;
}): string {
  return `${name ?? "without a name"} (${id})`;
}
