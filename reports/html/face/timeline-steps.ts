import { largest } from "../../../harness/extremes.ts";
import type { Window } from "../../../harness/gate/results.ts";

/** The most points of a timeline: a screen cannot show more apart. The windows of longer faces are summed into longer steps. */
const mostPoints = 300;

/** A window with its index in the results, or the sum of several windows (`index` null). */
export interface Step {
  readonly index: number | null;
  readonly window: Window;
}

export interface Timeline {
  readonly steps: readonly Step[];
  readonly stepMs: number;
  /** How far the axes reach: the faces of one scenario share them, so that they can be compared by eye. */
  readonly reach: Reach;
}

interface Reach {
  readonly seconds: number;
  readonly attempts: number;
  readonly events: number;
  readonly open: number;
  readonly latency: number;
  readonly reconnect: number;
  readonly redis: number;
  readonly memory: number;
}

/** The timelines of a scenario's faces. */
export function timelinesOf(windows: readonly Window[], scenario: string, faces: readonly string[]): Timeline[] {
  const all = faces.map((face) => stepsOf(windows, scenario, face));
  const most = (count: (window: Window, stepMs: number) => number) =>
    largest(
      all.flatMap(({ steps, stepMs }) => steps.map(({ window }) => count(window, stepMs))),
      1,
    );
  const reach = {
    seconds: most((window, stepMs) => (window.at_ms + stepMs) / 1_000),
    attempts: most((window) => window.attempts),
    events: most((window) => window.events),
    open: most((window) => window.streams_open),
    latency: most((window) => window.latency_p95_ms ?? 0),
    reconnect: most((window) => window.reconnect_p95_ms ?? 0),
    redis: most((window) => window.redis_ms ?? 0),
    memory: most(({ server_rss_mb = 0, redis_rss_mb = 0, harness_rss_mb = 0 }) =>
      Math.max(server_rss_mb, redis_rss_mb, harness_rss_mb),
    ),
  };
  return all.map((each) => ({ ...each, reach }));
}

/** A face's windows, summed into longer steps when there are too many. */
function stepsOf(windows: readonly Window[], scenario: string, face: string): Omit<Timeline, "reach"> {
  const steps = windows.flatMap((window, index): Step[] =>
    window.scenario === scenario && window.face === face ? [{ index, window }] : [],
  );
  const size = Math.ceil(steps.length / mostPoints);
  if (size <= 1) return { steps, stepMs: 1_000 };
  const groups = Array.from({ length: Math.ceil(steps.length / size) }, (_, i) =>
    steps.slice(i * size, (i + 1) * size),
  );
  return { steps: groups.map((group) => ({ index: null, window: addUp(group) })), stepMs: size * 1_000 };
}

const summed = ["arrivals", "events", "attempts", "eligible", "successes", "refused"] as const;
/** Figures that have no sum. A step has that of its worst second. */
const worst = [
  "reconnect_p50_ms",
  "reconnect_p95_ms",
  "latency_p50_ms",
  "latency_p95_ms",
  "buffer_fill",
  "server_rss_mb",
  "server_cpu",
  "redis_rss_mb",
  "harness_rss_mb",
  "harness_cpu",
  "loop_ms",
] as const;

function addUp(steps: readonly Step[]): Window {
  const all = steps.map((step) => step.window);
  const sum = (count: (window: Window) => number) => all.reduce((total, each) => total + count(each), 0);
  const highest = worst.flatMap((key) => {
    const values = all.flatMap((each) => each[key] ?? []);
    return values.length === 0 ? [] : [[key, largest(values)] as const];
  });
  return {
    ...(all[0] as Window),
    streams_open: largest(all.map((each) => each.streams_open)),
    ...(Object.fromEntries(summed.map((key) => [key, sum((each) => each[key])])) as Pick<
      Window,
      (typeof summed)[number]
    >),
    fault: all.some((each) => each.fault),
    ...answersOf(all),
    ...redisOf(all),
    ...Object.fromEntries(highest),
  };
}

function answersOf(all: readonly Window[]): Pick<Window, "answers"> {
  const total = new Map<string, number>();
  for (const { answers = {} } of all)
    for (const [name, count] of Object.entries(answers)) total.set(name, (total.get(name) ?? 0) + count);
  return total.size === 0 ? {} : { answers: Object.fromEntries(total) };
}

/** A second without an answer (null) is worse than any time. */
function redisOf(all: readonly Window[]): Pick<Window, "redis_ms"> {
  const values = all.flatMap(({ redis_ms }) => (redis_ms === undefined ? [] : [redis_ms]));
  if (values.length === 0) return {};
  return { redis_ms: values.includes(null) ? null : largest(values.map((value) => value ?? 0)) };
}
