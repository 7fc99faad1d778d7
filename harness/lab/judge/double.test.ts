import { describe, expect, test } from "vitest";
import type { LabRecord } from "../history/records.ts";
import { doubleConnections } from "./double.ts";

/** @param spans when each connection begins and ends, in milliseconds; null: nobody saw its end */
function streams(...spans: readonly (readonly [number, number | null])[]): LabRecord[] {
  return spans.flatMap(([from, to], r): LabRecord[] => [
    {
      ...{ k: "req", r, at: from, method: "GET", path: "", resumes: false, accept: null, contentType: null },
      ...{ body: null, cursor: null, cursorIn: null, credentials: "sent" },
    } as LabRecord,
    { k: "ans", r, at: from, status: 200, answer: { kind: "stream" }, retryAfterMs: null },
    ...(to === null ? [] : [{ k: "end", r, at: to, how: "client", settled: "no" } satisfies LabRecord]),
  ]);
}

describe("two connections at once", () => {
  test.each([
    {
      claim: "one after the other is right",
      spans: [
        [0, 2_000],
        [2_100, 5_000],
      ],
      told: 0,
    },
    {
      claim: "the old one may be closed once the new one is open",
      spans: [
        [0, 3_000],
        [2_100, 5_000],
      ],
      told: 0,
    },
    {
      claim: "both for longer are told",
      spans: [
        [0, 5_000],
        [1_000, 5_000],
      ],
      told: 1,
    },
    {
      claim: "an end that nobody saw is no accusation",
      spans: [
        [0, null],
        [1_000, 5_000],
      ],
      told: 0,
    },
    {
      claim: "three are told once",
      spans: [
        [0, 5_000],
        [10, 5_000],
        [20, 5_000],
      ],
      told: 1,
    },
  ] as const)("$claim", ({ spans, told }) => {
    expect(doubleConnections(streams(...spans))).toHaveLength(told);
  });
});
