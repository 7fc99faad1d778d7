import type { PlannedCut, Workload } from "../plan/face-plan.ts";

/** A planned cut as stock k6 can make it: a moment, at which the request's timeout ends. */
export interface TimedCut {
  /** Milliseconds after the stream's start was sent. 0: before the answer's first byte. */
  readonly atMs: number;
  readonly awayMs: number;
  readonly otherInstance?: true;
  readonly withoutLastEventId?: true;
  readonly withdrawFirst?: true;
}

/** A connection gets at least this long to bring its token and first events before it is cut. In milliseconds. */
export const shortestReadMs = 250;
/** A cut later than this share of the stream's usual duration might come after its end, because its pauses vary. */
const latestShare = 0.8;

/**
 * Turns cuts after events into cuts after times, at the stream's usual pace (one event each `interval_ms`).
 *
 * So the events that have arrived by then decide where a cut falls. Each connection gets `shortestReadMs`. A cut that does not fit
 * into the first 80 % of the stream is left out, so that each cut of the plan for k6 is really made.
 */
export function timeCuts(cuts: readonly PlannedCut[], { events, interval_ms }: Workload): TimedCut[] {
  const latestMs = events * interval_ms * latestShare;
  const timed: TimedCut[] = [];
  let backAtMs = 0;
  for (const { afterIndex, awayMs, otherInstance, sendLastEventId, withdrawFirst } of cuts) {
    const about = {
      awayMs,
      ...(otherInstance ? ({ otherInstance } as const) : {}),
      ...(sendLastEventId ? {} : ({ withoutLastEventId: true } as const)),
      ...(withdrawFirst ? ({ withdrawFirst } as const) : {}),
    };
    if (afterIndex < 0) {
      timed.push({ atMs: 0, ...about });
      continue;
    }
    const wantedMs = Math.min((afterIndex + 1) * interval_ms, latestMs);
    const atMs = Math.max(wantedMs, backAtMs + shortestReadMs);
    if (atMs > latestMs) break;
    timed.push({ atMs, ...about });
    backAtMs = atMs + awayMs;
  }
  return timed;
}
