import { describe, expect, test } from "vitest";
import { faceRecords, streamRecords } from "../gate/testing/history.ts";
import { FaceTotals } from "./face-totals.ts";
import { Outline } from "./outline.ts";
import { factsOf } from "./testing/facts.ts";

const stream = { s: 4, due: 10 };
const conn = (c: number, at: number) => ({ c, kind: c === 0 ? "start" : "resume", at }) as const;

describe("a stream's outline", () => {
  test("has a bar for each connection, with its answer, events, end and findings", () => {
    const outline = new Outline();
    outline.conn(conn(0, 11));
    outline.answer({ c: 0, at: 12 }, "200");
    outline.events(0, 3, 20);
    outline.events(0, 2, 25);
    outline.close({ c: 0, at: 26, why: "cut" });
    outline.conn({ ...conn(1, 40), intent: "late" }); // the last one
    outline.answer({ c: 1, at: 45 }, "410 RESUME_TOKEN_EXPIRED");
    outline.finding(1);
    outline.finding(null);
    outline.finding(0);
    const bar = { c: 0, kind: "start", intent: null, from: 11, to: 26, answer: "200", events: 5, why: "cut" };
    expect(outline.of(stream, "r")).toEqual({
      stream: 4,
      requestId: "r",
      due: 10,
      bars: [
        { ...bar, findings: [45] },
        {
          c: 1,
          kind: "resume",
          intent: "late",
          from: 40,
          to: null,
          answer: "410 RESUME_TOKEN_EXPIRED",
          events: 0,
          why: null,
          findings: [45, 45],
        },
      ],
      more: 0,
    });
  });

  test.each([
    { after: "a request", do: (outline: Outline) => outline.conn(conn(1, 77)), c: 0 },
    { after: "an answer", do: (outline: Outline) => outline.answer({ c: 0, at: 77 }, "200"), c: 0 },
    { after: "events", do: (outline: Outline) => outline.events(0, 1, 77), c: 0 },
    { after: "an end", do: (outline: Outline) => outline.close({ c: 0, at: 77, why: "cut" }), c: 0 },
  ])("marks a finding at the last moment that is known, here that of $after", (step) => {
    const outline = new Outline();
    outline.conn(conn(0, 11));
    step.do(outline);
    outline.answer({ c: 9, at: 12 }, "earlier, and of no connection");
    outline.finding(step.c);
    expect(outline.of(stream, null).bars[0]?.findings).toEqual([77]);
  });

  test("is bounded: 12 bars, 20 marks a bar", () => {
    const outline = new Outline();
    for (let c = 0; c < 14; c++) outline.conn(conn(c, c));
    for (let i = 0; i < 25; i++) outline.finding(11);
    outline.events(13, 5, 20);
    outline.close({ c: 13, at: 21, why: "cut" });
    const { bars, more } = outline.of(stream, null);
    expect({ bars: bars.length, more, marks: bars[11]?.findings.length, last: bars.at(-1)?.c }).toEqual({
      bars: 12,
      more: 2,
      marks: 20,
      last: 11,
    });
  });
});

describe("the outlines of a face", () => {
  test("are those of the streams with a finding, and of no other", () => {
    const lossy = streamRecords(3, { second: (seqs) => seqs.toSpliced(2, 1) });
    const { totals } = factsOf(faceRecords([...streamRecords(1), ...lossy, ...streamRecords(5)]));
    expect(totals.outlines().map(({ stream: s, requestId, bars }) => ({ s, requestId, bars: bars.length }))).toEqual([
      { s: 3, requestId: "request-3", bars: 2 },
    ]);
    const [start, back] = totals.outlines()[0]?.bars ?? [];
    expect(start).toMatchObject({
      kind: "start",
      from: 1,
      to: 100,
      answer: "200",
      events: 5,
      why: "cut",
      findings: [],
    });
    expect(back).toMatchObject({
      kind: "resume",
      intent: "return",
      from: 200,
      answer: "200",
      events: 7,
      why: "complete",
    });
    expect(back?.findings.length).toBeGreaterThan(0);
  });

  test("are the 20 of the lowest numbers, in whatever order they come", () => {
    const totals = new FaceTotals({});
    for (let s = 0; s < 1_000; s++) {
      const number = (s * 377) % 1_000;
      totals.outline({ stream: number, requestId: null, due: 0, bars: [], more: 0 });
    }
    expect(totals.outlines().map((each) => each.stream)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });
});

describe("late arrivals", () => {
  const startedLate = (ms: number, role: "cut" | "restart" = "cut", madeAfterMs = 0) => {
    const records = streamRecords(1, {}).map((record) => {
      if (record.k === "stream") return { ...record, due: 100, role };
      const due = 100 + madeAfterMs;
      return record.k === "conn" && record.c === 0 ? { ...record, due, at: due + ms } : record;
    });
    return factsOf([...faceRecords([]).slice(0, 1), ...records]).totals.lateArrivals;
  };

  test.each([
    { claim: "half a second is not late", ms: 500, late: 0 },
    { claim: "more than half a second is", ms: 500.01, late: 1 },
    { claim: "a stream in place of another has no schedule", ms: 5_000, role: "restart" as const, late: 0 },
    { claim: "the time that the target took to make the stream is not", ms: 1, madeAfterMs: 5_000, late: 0 },
    { claim: "a late start is late, however long the stream took to be made", ms: 501, madeAfterMs: 5_000, late: 1 },
  ])("$claim", ({ ms, role, madeAfterMs, late }) => {
    expect(startedLate(ms, role, madeAfterMs)).toBe(late);
  });
});
