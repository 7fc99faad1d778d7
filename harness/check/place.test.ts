import { describe, expect, test } from "vitest";
import { PlaceInStream, type Where } from "./place.ts";

/** A stream whose events come every 20 ms until it is cut, and what comes after a resume that is answered at 1000. */
function afterResume(times: readonly number[], { timed = true } = {}): Where[] {
  const place = new PlaceInStream({ timed });
  const start = { k: "conn", s: 0, c: 0, kind: "start", due: 0, at: 0, instance: "a" } as const;
  place.answer(start, { at: 0 });
  place.opened();
  for (const at of [5, 25, 45, 65]) place.event(at);
  place.cut();
  place.answer({ ...start, c: 1, kind: "resume", instance: "b" }, { at: 1_000 });
  place.opened();
  return times.map((at) => {
    place.event(at);
    const now = place.now;
    expect(now).toMatchObject({ connection: 1, cut: 1, instance: "b", at });
    return now?.where as Where;
  });
}

describe("where in a stream an event is", () => {
  test.each<{ claim: string; times: number[]; where: Where[] }>([
    {
      claim: "events that come at once are the replay",
      times: [1_001, 1_001, 1_002],
      where: ["replay", "replay", "replay"],
    },
    {
      claim: "the first event that had to be waited for is the seam, and the events after it are live",
      times: [1_001, 1_002, 1_014, 1_034, 1_034],
      where: ["replay", "replay", "seam", "live", "live"],
    },
    {
      claim: "the server may look into its buffer before the first one",
      times: [1_015, 1_016],
      where: ["replay", "replay"],
    },
    { claim: "without a replay the first one is the seam", times: [1_020, 1_040], where: ["seam", "live"] },
    {
      claim: "half of the stream's pace is not a wait",
      times: [1_001, 1_010, 1_019],
      where: ["replay", "replay", "replay"],
    },
  ])("$claim", ({ times, where }) => {
    expect(afterResume(times)).toEqual(where);
  });

  test("without a time for each event the place after a resume is unknown", () => {
    expect(afterResume([1_001, 1_050], { timed: false })).toEqual(["resume", "resume"]);
  });

  test("before a cut it is the start, before an answer it is nowhere, after all it is the end", () => {
    const place = new PlaceInStream({ timed: true });
    expect(place.now).toBeNull();
    place.answer({ k: "conn", s: 0, c: 0, kind: "start", due: 0, at: 0, instance: "a" }, { at: 3 });
    expect(place.now).toEqual({ where: "answer", connection: 0, cut: 0, instance: "a", at: 3 });
    place.opened();
    place.event(9);
    place.event(90);
    expect(place.now).toEqual({ where: "start", connection: 0, cut: 0, instance: "a", at: 90 });
    place.cut(); // it came back and got no answer
    place.end(100);
    expect(place.now).toEqual({ where: "end", connection: 0, cut: 0, instance: "a", at: 100 });
  });
});
