import { describe, expect, test } from "vitest";
import type { Gate, Results } from "../gate/results.ts";
import { objections } from "./resume-objections.ts";

const rate = (value: number | null, verdict: Gate["verdict"]): Gate => ({
  limit: 98,
  op: ">=",
  value,
  verdict,
  reason: "",
});
const results = (reasons: readonly string[], gate: Gate, more: Partial<Results> = {}): Results =>
  ({
    scenarios: [{ name: "cut", faces: [{ reasons, gates: { resume_success_rate: gate } }] }],
    reasons,
    ...more,
  }) as never;

describe("the objections of a test against a target", () => {
  test.each([
    { claim: "nothing", reasons: [], gate: rate(100, "pass"), against: 0 },
    {
      claim: "too few attempts, each of which succeeded",
      reasons: ["resume_success_rate: few"],
      gate: rate(100, "inconclusive"),
      against: 0,
    },
    {
      claim: "too few attempts, and one of them failed",
      reasons: ["resume_success_rate: few"],
      gate: rate(99, "inconclusive"),
      against: 1,
    },
    {
      claim: "no attempt at all",
      reasons: ["resume_success_rate: none"],
      gate: rate(null, "inconclusive"),
      against: 1,
    },
    { claim: "a finding", reasons: ["lost: 1 lost event."], gate: rate(100, "pass"), against: 1 },
    { claim: "nothing that proves it", reasons: ["Nothing proves it."], gate: rate(100, "inconclusive"), against: 1 },
  ])("$claim", ({ reasons, gate, against }) => {
    expect(objections(results(reasons, gate), ["cut"])).toHaveLength(against);
  });

  test("a row that was asked for and did not run", () => {
    const not_offered = [{ row: "finish-away", reason: "no end" }];
    const found = (asked: readonly string[]) => objections(results([], rate(100, "pass"), { not_offered }), asked);
    expect(found(["cut", "finish-away"])).toEqual(["finish-away did not run: no end"]);
    expect(found(["cut"])).toEqual([]);
  });

  test("no row at all", () => {
    expect(objections({ scenarios: [], reasons: ["No row ran."] } as never, [])).toEqual(["No row ran."]);
  });
});
