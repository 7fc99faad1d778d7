import { describe, expect, test } from "vitest";
import { FaceTotals } from "./face-totals.ts";

describe("the streams of a face", () => {
  const end = {
    role: "cut",
    outcome: "complete",
    whole: true,
    trimmed: false,
    payloads: "linked",
    tainted: false,
    isJudged: true,
  } as const;
  test.each([
    { claim: "whole", end, counts: { streams: 1, completed: 1, failed: 0, uncut: 0, uncutFailed: 0 } },
    { claim: "not whole", end: { ...end, whole: false }, counts: { completed: 0, failed: 1 } },
    {
      claim: "aborted",
      end: { ...end, whole: false, outcome: "aborted" as const },
      counts: { completed: 0, failed: 0 },
    },
    {
      claim: "orphaned",
      end: { ...end, whole: false, outcome: "orphaned" as const },
      counts: { completed: 0, failed: 0 },
    },
    { claim: "late", end: { ...end, whole: false, role: "late" as const }, counts: { completed: 0, failed: 0 } },
    { claim: "trimmed", end: { ...end, whole: false, trimmed: true }, counts: { trimmedStreams: 1, failed: 1 } },
    {
      claim: "tainted",
      end: { ...end, tainted: true, trimmed: true },
      counts: { streams: 1, tainted: 1, completed: 0, trimmedStreams: 0 },
    },
    { claim: "uncut and whole", end: { ...end, role: "uncut" as const }, counts: { uncut: 1, uncutFailed: 0 } },
    {
      claim: "uncut and not whole",
      end: { ...end, role: "uncut" as const, whole: false },
      counts: { uncut: 1, uncutFailed: 1 },
    },
    {
      claim: "uncut and aborted",
      end: { ...end, role: "uncut" as const, whole: false, outcome: "aborted" as const },
      counts: { uncut: 0, uncutFailed: 0 },
    },
  ])("$claim count as such", ({ end: how, counts }) => {
    const totals = new FaceTotals({});
    totals.stream(how);
    expect(totals).toMatchObject(counts);
  });

  test("have graphs that came and graphs that did not", () => {
    const totals = new FaceTotals({});
    totals.graph(true);
    totals.graph(false);
    expect([totals.graphsWanted, totals.graphsGot]).toEqual([2, 1]);
  });
});
