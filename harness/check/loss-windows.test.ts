import { describe, expect, test } from "vitest";
import type { FaultRecord } from "../history/records.ts";
import { LossWindows } from "./loss-windows.ts";

type Life = readonly [what: FaultRecord["what"], at: number, name?: string];

function explained(life: readonly Life[], at: number, breaksConnections?: readonly string[]): boolean {
  const windows = new LossWindows(breaksConnections ? { breaksConnections } : {});
  for (const [what, when, name = "rolling-restart"] of life) windows.fault({ k: "fault", name, what, at: when });
  return windows.explain(at);
}

describe("a lost connection", () => {
  const once: Life[] = [
    ["started", 1_000],
    ["proved", 1_500],
    ["ended", 3_000],
  ];
  const twice: Life[] = [...once, ["started", 9_000], ["proved", 9_100], ["ended", 9_500]];
  test.each<{ claim: string; life: Life[]; at: number; yes: boolean; breaking?: string[] }>([
    { claim: "is not explained where there is no fault", life: [], at: 1_000, yes: false },
    { claim: "before the fault is not explained by it", life: once, at: 999, yes: false },
    { claim: "at the fault's start may be explained by it, before it is proved", life: once, at: 1_000, yes: true },
    { claim: "while the fault lasts may be explained by it", life: once, at: 2_000, yes: true },
    { claim: "just after it was undone may still be explained by it", life: once, at: 5_000, yes: true },
    { claim: "later is not", life: once, at: 5_001, yes: false },
    { claim: "between two runs of the same fault is not explained by it", life: twice, at: 7_000, yes: false },
    { claim: "in the second time may be its doing", life: twice, at: 9_300, yes: true },
    { claim: "may be the doing of a fault that was never undone", life: once.slice(0, 2), at: 90_000, yes: true },
    {
      claim: "may be the doing of a fault that could not be proved",
      life: [
        ["started", 1_000],
        ["failed", 1_200],
      ],
      at: 1_100,
      yes: true,
    },
    {
      claim: "may be the doing of a fault that breaks connections",
      life: once,
      at: 2_000,
      yes: true,
      breaking: ["rolling-restart"],
    },
    {
      claim: "is not explained by a fault that breaks no connections",
      life: once,
      at: 2_000,
      yes: false,
      breaking: ["redis-killed"],
    },
    { claim: "is not explained where no fault breaks any", life: once, at: 2_000, yes: false, breaking: [] },
  ])("$claim", ({ life, at, yes, breaking }) => {
    expect(explained(life, at, breaking)).toBe(yes);
  });

  test("is explained by one fault while another one is over", () => {
    const both: Life[] = [...once, ["started", 2_000, "redis-killed"]];
    expect([explained(both, 60_000), explained(both, 60_000, ["rolling-restart"])]).toEqual([true, false]);
  });
});
