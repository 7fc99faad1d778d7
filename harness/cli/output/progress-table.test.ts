import pc from "picocolors";
import { describe, expect, test } from "vitest";
import { newLiveCounts } from "../../engine/context.ts";
import type { FaceProgress } from "../../run/progress.ts";
import { EventRates, renderProgress, secondsLeft } from "./progress-table.ts";

const face = (id: string, state: FaceProgress["state"], live: Partial<FaceProgress["live"]> = {}): FaceProgress => ({
  id,
  state,
  expectedMs: 10_000,
  startedAt: 1_000,
  live: { ...newLiveCounts(250), ...live },
});
const view = (now: number, rate = 0) => ({ now, width: 80, paint: pc.createColors(false), rate: () => rate });

describe("the live table", () => {
  test("shows the two faces of a scenario on one line, with rates and what is left", () => {
    const faces = [
      face("token-expiry.inject", "running", { started: 200, done: 50, refused: 7, open: 150, attempts: 60 }),
      face("token-expiry.fixed", "done", { started: 262, done: 262 }),
      face("baseline.load", "waiting"),
    ];
    const lines = renderProgress(faces, view(4_000, 1234.4)).split("\n");
    expect(lines[1]).toBe("token-expiry     █░░░░░░ 50/250 7 ref 1.2k/s    ███████ 262/262 done");
    expect(lines[2]).toBe("baseline         waiting");
    expect(lines[3]).toContain("about 17 s left, 150 streams open, 1234 events/s, 60 resumes, 7 refused");
  });

  test("has no line over its width, whatever the names and counts", () => {
    const big = { started: 1_234_567, done: 1_234_567, refused: 1_234_567, attempts: 9_999_999, open: 1_234_567 };
    const faces = [
      face("a-very-long-name-of-a-scenario.inject", "running", big),
      face("a-very-long-name-of-a-scenario.fixed", "running", big),
    ];
    for (const line of renderProgress(faces, view(2_000, 1e7)).split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  test("is done when all is done", () => {
    expect(secondsLeft([face("a.load", "done")], 5_000)).toBeNull();
    expect(renderProgress([face("a.load", "done")], view(5_000))).not.toContain("left");
  });
});

test.each([
  { claim: "what one face still needs", states: ["running"], left: 7 },
  { claim: "the longest of those that run", states: ["running", "running"], left: 7 },
  {
    claim: "and those that wait, shared among the places",
    states: ["running", "running", "waiting", "waiting"],
    left: 17,
  },
  { claim: "all of them, when none runs yet", states: ["waiting"], left: 10 },
] as const)("time left: $claim", ({ states, left }) => {
  expect(
    secondsLeft(
      states.map((state, i) => face(`s${i}.load`, state)),
      4_000,
    ),
  ).toBe(left);
});

test("the rate is that of the last two seconds", () => {
  const rates = new EventRates();
  const live = newLiveCounts(1);
  const one = { ...face("a.load", "running"), live };
  for (let at = 0; at <= 5_000; at += 200) {
    live.events = at <= 3_000 ? at : 3_000 + 10 * (at - 3_000);
    rates.of(one, at);
  }
  expect(rates.of(one, 5_000)).toBeCloseTo(10_000, -3);
});
