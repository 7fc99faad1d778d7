import { describe, expect, test } from "vitest";
import { FindingTally, type findingKinds } from "./findings.ts";

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
