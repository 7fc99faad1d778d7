import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FaceTimers, type Timed } from "./face-timers.ts";

/** Something with a limit that notes what happens to it. */
function newTimed(timers: FaceTimers, ms: number): Timed & { limitAt: number; seen: string[] } {
  const seen: string[] = [];
  const timed = {
    seen,
    limitAt: timers.in(ms),
    onLimit() {
      seen.push("limit");
      timers.delete(timed);
    },
    onStop() {
      seen.push("stop");
      timers.delete(timed);
    },
  };
  timers.add(timed);
  return timed;
}

describe("the shared timers of a face", () => {
  const stop = () => new AbortController();
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test.each([1, 50, 100, 999, 35_000])("a limit of %d ms is never early, and late by two ticks at the most", (ms) => {
    const timers = new FaceTimers(stop().signal);
    vi.advanceTimersByTime(37);
    const timed = newTimed(timers, ms);
    vi.advanceTimersByTime(ms);
    expect(timed.seen).toEqual([]);
    vi.advanceTimersByTime(200);
    expect(timed.seen).toEqual(["limit"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a limit is as long after a time in which nothing was open", () => {
    const timers = new FaceTimers(stop().signal);
    vi.advanceTimersByTime(15_000);
    const timed = newTimed(timers, 10_000);
    vi.advanceTimersByTime(10_000);
    expect(timed.seen).toEqual([]);
    vi.advanceTimersByTime(200);
    expect(timed.seen).toEqual(["limit"]);
  });

  test("progress moves a limit on", () => {
    const timers = new FaceTimers(stop().signal);
    const timed = newTimed(timers, 1_000);
    for (let i = 0; i < 10; i++) {
      vi.advanceTimersByTime(900);
      timed.limitAt = timers.in(1_000);
    }
    expect(timed.seen).toEqual([]);
    vi.advanceTimersByTime(1_200);
    expect(timed.seen).toEqual(["limit"]);
  });

  test("a limit may be moved to an earlier time", () => {
    const timers = new FaceTimers(stop().signal);
    const timed = newTimed(timers, 10_000);
    timed.limitAt = timers.in(100);
    timers.move(timed);
    vi.advanceTimersByTime(300);
    expect(timed.seen).toEqual(["limit"]);
  });

  test("what was deleted is not called, and there is no interval when nothing is open", () => {
    const timers = new FaceTimers(stop().signal);
    const timed = newTimed(timers, 100);
    timers.delete(timed);
    vi.advanceTimersByTime(10_000);
    expect(timed.seen).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("when the run stops all are called, also those that are added later", async () => {
    const run = stop();
    const timers = new FaceTimers(run.signal);
    const before = newTimed(timers, 100);
    const asleep = timers.sleep(5_000);
    run.abort();
    const after = newTimed(timers, 100);
    expect(await asleep).toBe(false);
    expect(await timers.sleep(5_000)).toBe(false);
    expect([before.seen, after.seen]).toEqual([["stop"], ["stop"]]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("sleep ends after its time, or with the owner", async () => {
    const timers = new FaceTimers(stop().signal);
    const short = timers.sleep(100);
    const long = timers.sleep(10_000);
    vi.advanceTimersByTime(100);
    expect(await short).toBe(true);
    timers.close();
    expect(await long).toBe(false);
  });
});
