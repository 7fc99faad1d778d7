import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { kept, type Side, shown, sideOf } from "./figures.ts";

describe("a figure for people", () => {
  test.each<{ claim: string; value: number; side: Side; as: number }>([
    { claim: "a success rate is rounded down", value: 97.777777, side: ">=", as: 97.77 },
    { claim: "a success rate just under its limit does not reach it", value: 97.99999, side: ">=", as: 97.99 },
    { claim: "an error rate is rounded up", value: 0.5001, side: "<=", as: 0.51 },
    { claim: "an error rate just over its limit stays over it", value: 1.00001, side: "<=", as: 1.01 },
    { claim: "whole hundredths stay", value: 99.8, side: ">=", as: 99.8 },
    { claim: "whole hundredths stay for an error rate too", value: 0.29, side: "<=", as: 0.29 },
    { claim: "a negative growth is rounded towards zero", value: -1.239, side: "<=", as: -1.23 },
    { claim: "zero stays zero", value: 0, side: "<=", as: 0 },
    { claim: "there is no minus zero", value: -0.001, side: "<=", as: 0 },
  ])("$claim", ({ value, side, as }) => {
    expect(shown(value, side)).toBe(as);
  });

  test("is on the same side of each limit in whole hundredths as the share itself, kept or not", () => {
    fc.assert(
      fc.property(fc.nat(200_000), fc.integer({ min: 1, max: 200_000 }), fc.nat(10_000), (part, more, hundredths) => {
        const whole = part + more;
        const value = (100 * part) / whole;
        const limit = hundredths / 100;
        const reaches = BigInt(part) * 10_000n >= BigInt(hundredths) * BigInt(whole);
        const exceeds = BigInt(part) * 10_000n > BigInt(hundredths) * BigInt(whole);
        for (const figure of [(exact: number) => exact, kept]) {
          expect(shown(figure(value, ">=") as number, ">=") >= limit).toBe(reaches);
          expect(shown(figure(value, "<=") as number, "<=") > limit).toBe(exceeds);
        }
      }),
    );
  });
});

test("rates of success are good above their limit, all other figures below it", () => {
  const metrics = ["resume_success_rate", "resume_success_rate_low", "raw_resume_rate", "graph_rate", "success_rate"];
  expect(metrics.map(sideOf)).toEqual(metrics.map(() => ">="));
  expect(["buffer_trim_rate", "error_rate", "reconnect_p99_ms", "server_memory_growth"].map(sideOf)).toEqual(
    Array(4).fill("<="),
  );
});
