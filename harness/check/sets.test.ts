import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SeqRanges } from "./delivery/seq-ranges.ts";
import { FaceTotals } from "./face-totals.ts";
import { FindingTally, type findingKinds } from "./findings.ts";

describe("a set of seqs", () => {
  test("is what a plain set would be, whatever is added and removed", () => {
    const steps = fc.array(
      fc.tuple(
        fc.integer({ min: 0, max: 4 }),
        fc.integer({ min: -1, max: 5 }),
        fc.array(fc.integer({ min: 0, max: 60 })),
      ),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(steps, (all) => {
        const ranges = new SeqRanges();
        const plain = new Set<number>();
        let next = 0;
        for (const [gap, length, removed] of all) {
          const from = next + gap;
          ranges.append(from, from + length - 1);
          for (let seq = from; seq < from + length; seq++) plain.add(seq);
          next = Math.max(next, from + length);
          for (const seq of removed) expect(ranges.remove(seq)).toBe(plain.delete(seq));
          expect(ranges.size).toBe(plain.size);
        }
        const listed = ranges
          .ranges()
          .flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
        expect(listed).toEqual([...plain].sort((a, b) => a - b));
        expect(ranges.ranges().every(({ from, to }) => from <= to)).toBe(true);
      }),
    );
  });
});

describe("findings", () => {
  const finding = (stream: number, seq = -1, kind: (typeof findingKinds)[number] = "lost", text = "x") => ({
    kind,
    detail: { code: "sent-twice" as const },
    place: null,
    stream,
    requestId: null,
    seq,
    text,
  });

  test("are listed by stream, then seq, then kind, then text, and twenty at most", () => {
    const tally = new FindingTally();
    const wanted = [
      finding(1, 2, "lost", "a"),
      finding(1, 2, "lost", "b"),
      finding(1, 2, "duplicated", "a"),
      finding(1, 3, "lost", "a"),
      finding(2, 0, "stalled", "a"),
      ...Array.from({ length: 30 }, (_, i) => finding(10 + i)),
    ];
    for (const each of wanted.toReversed()) tally.add(each);
    expect(tally.first()).toEqual(wanted.slice(0, 20));
  });

  test("are the first of all, however many come and in whatever order", () => {
    const tally = new FindingTally();
    for (let i = 0; i < 2_000; i++) tally.add(finding((i * 377) % 2_000));
    expect(tally.first().map(({ stream }) => stream)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(tally.counts.lost).toBe(2_000);
  });

  test("count for as many as they stand for", () => {
    const tally = new FindingTally();
    tally.add(finding(1, 1, "lost"), 5);
    tally.add(finding(1, 1, "phantom"));
    expect(Object.entries(tally.counts).filter(([, count]) => count > 0)).toEqual([
      ["lost", 5],
      ["phantom", 1],
    ]);
  });
});

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
