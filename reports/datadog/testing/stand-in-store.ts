type Thing = Record<string, unknown> & { id: number | string };
type Answer = { status: number; body: unknown };

/** What the stand-in was sent, and its answers. Like Datadog, it adds fields of its own and sorts tags. */
export class Store {
  readonly monitors: Thing[] = [];
  readonly slos: Thing[] = [];
  readonly dashboards: Thing[] = [];
  readonly series: { metric: string; tags: string[]; points: number[][] }[] = [];
  readonly events: Record<string, unknown>[] = [];
  /** Points that a query sums up: the start of the query, then milliseconds since the epoch and value. */
  readonly timeseries: { readonly query: string; readonly points: readonly (readonly [number, number])[] }[] = [];
  #next = 1_000;

  answer(operation: string, id: string, body: unknown, query: URLSearchParams): Answer {
    const given = body as Record<string, unknown>;
    switch (operation) {
      case "POST /api/v1/series":
        this.series.push(...(given.series as Store["series"]));
        return { status: 202, body: { status: "ok" } };
      case "POST /api/v1/events":
        this.events.push(given);
        return { status: 202, body: { status: "ok", event: { id: this.#next++, title: given.title } } };
      case "GET /api/v1/monitor":
        return { status: 200, body: tagged(this.monitors, query.get("monitor_tags")) };
      case "POST /api/v1/monitor":
        return { status: 200, body: this.#add(this.monitors, { ...given, multi: false, overall_state: "No Data" }) };
      case "PUT /api/v1/monitor/{id}":
        return this.#change(this.monitors, id, given);
      case "GET /api/v1/slo":
        return { status: 200, body: { data: tagged(this.slos, query.get("tags_query")), errors: [] } };
      case "POST /api/v1/slo":
        return { status: 200, body: { data: [this.#add(this.slos, given)], errors: [] } };
      case "PUT /api/v1/slo/{id}": {
        const { status, body: changed } = this.#change(this.slos, id, given);
        return { status, body: status === 200 ? { data: [changed], errors: [] } : changed };
      }
      case "GET /api/v1/dashboard":
        return { status: 200, body: { dashboards: this.#page(query) } };
      case "GET /api/v1/dashboard/{id}": {
        const found = this.dashboards.find((each) => each.id === id);
        return found ? { status: 200, body: found } : { status: 404, body: { errors: ["no such dashboard"] } };
      }
      case "POST /api/v1/dashboard":
        return {
          status: 200,
          body: this.#add(this.dashboards, { ...withWidgetIds(given), url: "/dashboard/x" }, "abc-"),
        };
      case "PUT /api/v1/dashboard/{id}":
        return this.#change(this.dashboards, id, withWidgetIds(given));
      case "GET /api/v1/query":
        return { status: 200, body: this.#query(query) };
      default:
        return { status: 404, body: { errors: ["not found"] } };
    }
  }

  #add(to: Thing[], thing: Record<string, unknown>, prefix?: string): Thing {
    const number = this.#next++;
    const id = to === this.monitors ? number : `${prefix ?? "slo"}${number}`;
    const made = { ...thing, id, ...(Array.isArray(thing.tags) ? { tags: [...thing.tags].sort().reverse() } : {}) };
    to.push(made);
    return made;
  }

  #change(all: Thing[], id: string, given: Record<string, unknown>): Answer {
    const at = all.findIndex((each) => String(each.id) === id);
    const before = all[at];
    if (!before) return { status: 404, body: { errors: [`nothing has id ${id}`] } };
    const changed = { ...before, ...given };
    all[at] = changed;
    return { status: 200, body: changed };
  }

  /** The list of dashboards has no widgets. */
  #page(query: URLSearchParams): unknown[] {
    const start = Number(query.get("start") ?? 0);
    const count = Number(query.get("count") ?? 100);
    return this.dashboards
      .slice(start, start + count)
      .map(({ id, title, description, layout_type }) => ({ id, title, description, layout_type }));
  }

  #query(query: URLSearchParams): unknown {
    const asked = query.get("query") ?? "";
    const [from, to] = [1_000 * Number(query.get("from")), 1_000 * Number(query.get("to"))];
    const step = 1_000 * Number(/rollup\(sum, ?(\d+)\)/.exec(asked)?.[1] ?? 60);
    const found = this.timeseries.filter((each) => asked.startsWith(each.query));
    const series = found.map(({ query: expression, points }) => {
      const sums = new Map<number, number>();
      for (const [at, value] of points) {
        if (at < from || at >= to) continue;
        const bucket = Math.floor(at / step) * step;
        sums.set(bucket, (sums.get(bucket) ?? 0) + value);
      }
      return { expression, scope: "*", pointlist: [...sums].sort((a, b) => a[0] - b[0]), interval: step / 1_000 };
    });
    return { status: "ok", res_type: "time_series", query: asked, series, from_date: from, to_date: to };
  }
}

function tagged(all: readonly Thing[], wanted: string | null): Thing[] {
  return all.filter(({ tags }) => wanted === null || (Array.isArray(tags) && tags.includes(wanted)));
}

function withWidgetIds(dashboard: Record<string, unknown>): Record<string, unknown> {
  return { ...dashboard, widgets: (dashboard.widgets as object[]).map((widget, i) => ({ ...widget, id: 7_000 + i })) };
}
