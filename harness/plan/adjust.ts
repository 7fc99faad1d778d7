import type { Face, Load, Scenario } from "./scenario.ts";

/** What the command line changes in a scenario's load. `rate`: arrivals a second. */
export interface LoadOptions {
  readonly streams?: number;
  readonly rate?: number;
  readonly durationMs?: number;
  /** A profile's factor on the number of streams. */
  readonly factor?: number;
}

/**
 * The same scenario with another load.
 *
 * `streams` is the total of a face; its groups keep their shares. `rate` and `durationMs` set how long arrivals come.
 * Scenarios and rows with a fault ignore these two, because their faults happen at fixed moments: a target that is killed
 * while clients still arrive would be accused of our kill. Those whose clients all come back together ignore them too: spread over
 * a minute, they would not.
 */
export function adjustLoad(scenario: Scenario, options: LoadOptions): Scenario {
  const planned = scenario.load.reduce((sum, load) => sum + load.streams, 0);
  const together = scenario.load.some(({ cuts }) => cuts.some(({ allBackWithinMs }) => allBackWithinMs !== undefined));
  const steady = !together && scenario.inject === undefined && scenario.fixed.faults.every(({ atMs }) => atMs === 0);
  const wanted = wantedStreams(planned, steady ? options : withoutTimes(options));
  const withinMs = steady ? arrivalTime(wanted, options) : undefined;
  const load = scenario.load.map(
    (group): Load => ({
      ...group,
      streams: Math.max(1, Math.round((group.streams * wanted) / planned)),
      ...(withinMs === undefined ? {} : { arriveWithinMs: withinMs }),
    }),
  );
  return { ...scenario, load };
}

function withoutTimes(options: LoadOptions): LoadOptions {
  const { rate: _rate, durationMs: _durationMs, ...rest } = options;
  return rest;
}

function wantedStreams(planned: number, { streams, rate, durationMs, factor }: LoadOptions): number {
  if (streams !== undefined) return streams;
  if (rate !== undefined && durationMs !== undefined) return Math.max(1, Math.round((rate * durationMs) / 1_000));
  return Math.max(1, Math.round(planned * (factor ?? 1)));
}

function arrivalTime(streams: number, { rate, durationMs }: LoadOptions): number | undefined {
  if (durationMs !== undefined) return durationMs;
  return rate === undefined ? undefined : Math.round((streams / rate) * 1_000);
}

/** How long a target's streams are, as read from one of them: their events, and the time between two events. */
export interface Pace {
  readonly events: number;
  readonly intervalMs: number;
}

/** Moves a scenario's cuts to the same relative places in streams of this length and pace. */
export function atPace(scenario: Scenario, { events, intervalMs }: Pace): Scenario {
  const last = Math.max(1, events - 1); // a cut after the last event would cut nothing
  const load = scenario.load.map((group): Load => {
    const scaled = (after: number) => Math.min(last, Math.max(1, Math.round((after * events) / group.events)));
    return {
      ...group,
      events,
      intervalMs,
      cuts: group.cuts
        .filter((_, number) => number < last)
        .map((cut) => ({ ...cut, afterEvents: [scaled(cut.afterEvents[0]), scaled(cut.afterEvents[1])] as const })),
    };
  });
  return { ...scenario, load };
}

/** The time settings of the server that a scenario may scale (contract, Settings), in seconds. */
const timeSettings = new Set(["SSE_SNAPSHOT_TTL_SEC", "SSE_STATE_TTL_SEC", "SSE_CLOCK_LEEWAY_SEC"]);

/** The scenario with production's times (`--real-time`): absences, token lives and faults last `timeScale` times as long. */
export function atRealTime(scenario: Scenario): Scenario {
  const scale = scenario.timeScale;
  if (scale === 1) return scenario;
  const stretch = (face: Face): Face => ({
    ...face,
    server: Object.fromEntries(
      Object.entries(face.server).map(([key, value]) => [
        key,
        timeSettings.has(key) ? String(Math.round(Number(value) * scale)) : value,
      ]),
    ),
    faults: face.faults.map((fault) => ({
      ...fault,
      atMs: fault.atMs * scale,
      ...(fault.forMs === undefined ? {} : { forMs: fault.forMs * scale }),
      ...(fault.options === undefined ? {} : { options: stretchSeconds(fault.options, scale) }),
    })),
  });
  return {
    ...scenario,
    load: scenario.load.map((group) => ({
      ...group,
      ...(group.arriveAfterMs === undefined ? {} : { arriveAfterMs: group.arriveAfterMs * scale }),
      arriveWithinMs: group.arriveWithinMs * scale,
      cuts: group.cuts.map((cut) => ({ ...cut, awayMs: [cut.awayMs[0] * scale, cut.awayMs[1] * scale] as const })),
    })),
    ...(scenario.inject === undefined ? {} : { inject: stretch(scenario.inject) }),
    fixed: stretch(scenario.fixed),
  };
}

function stretchSeconds(options: Readonly<Record<string, number>>, scale: number): Record<string, number> {
  return Object.fromEntries(
    Object.entries(options).map(([key, value]) => [key, key.endsWith("Sec") ? value * scale : value]),
  );
}
