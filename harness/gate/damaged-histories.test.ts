import { describe, expect, test } from "vitest";
import { serializeResults } from "../run/judge-and-write.ts";
import { judge } from "./judge.ts";
import { faceRecords, goodFace, judgeAll, streamRecords, toText, withFiles } from "./testing/history.ts";

describe("damaged histories", () => {
  const lines = toText(goodFace()).split("\n");

  test.each([
    {
      claim: "a line that is not JSON",
      text: lines.with(700, '{"k":"ev",').join("\n"),
      problem: /not JSON/,
      line: 701,
    },
    {
      claim: "a line of another kind",
      text: lines.with(700, '{"k":"moon"}').join("\n"),
      problem: /unknown kind/,
      line: 701,
    },
    {
      claim: "columns of unequal length",
      text: lines.with(700, '{"k":"ev","s":1,"c":0,"seq":[1],"at":[],"idx":[1],"fl":[1]}').join("\n"),
      problem: /"at" has 0 values/,
      line: 701,
    },
  ])("$claim is named by its line, and never passes", async ({ text, problem, line }) => {
    const { results, damage } = await withFiles([text], (paths) => judge(paths));
    expect(damage[0]?.problem).toMatch(problem);
    expect(damage[0]?.line).toBe(line);
    expect(results).toMatchObject({ verdict: "inconclusive", exit_code: 3 });
    expect(results.summary.lost).toBe(0);
  });

  test.each([
    { claim: "before the first stream", place: 1 },
    { claim: "after the last stream", place: -2 },
  ])("a line that cannot be read $claim, when no stream is open, never passes either", async ({ place }) => {
    const note = { k: "note", at: 5, level: "error", code: "X", text: "Something is wrong" } as const;
    const text = toText(goodFace({ more: [note] })).split("\n");
    const at = place < 0 ? text.length - 1 + place : place;
    const lost = place < 0 ? text.with(at, "{") : text.toSpliced(at, 0, "{").toSpliced(-3, 1);
    const { results } = await withFiles([lost.join("\n")], (paths) => judge(paths));
    expect(results).toMatchObject({ verdict: "inconclusive", exit_code: 3 });
    expect(results.reasons).toEqual(["made-up, fixed: 1 line of its history could not be read."]);
  });

  test("a history that ends within a line is judged up to there", async () => {
    const text = toText(goodFace());
    const { results, damage } = await withFiles([text.slice(0, text.length / 2)], (paths) => judge(paths));
    expect(damage[0]?.problem).toMatch(/cut off/);
    expect(results).toMatchObject({ verdict: "inconclusive", exit_code: 3 });
    expect(results.summary.resume_successes).toBeGreaterThan(100);
    expect(results.summary.lost).toBe(0);
  });

  test("a missing line is noticed, accuses nobody, and never passes", async () => {
    const records = goodFace({}, 200);
    const places = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((offset) => offset + 500);
    for (const place of places) {
      const { results } = await judgeAll(records.toSpliced(place, 1));
      expect({ place, lost: results.summary.lost, verdict: results.verdict }).toEqual({
        place,
        lost: 0,
        verdict: "inconclusive",
      });
      expect(results.reasons.join("\n")).toMatch(/1 of its records are missing/);
    }
  });

  test.each([
    {
      claim: "that the server logged what it had to",
      face: goodFace({
        expect: { telemetry: ["assist.sse.x"] },
        more: [{ k: "telemetry", name: "assist.sse.x", count: 3, firstAt: 1, lastAt: 2 }],
      }),
      kind: "telemetry",
    },
    {
      claim: "that a fault could not be undone",
      face: goodFace({
        face: "inject",
        expect: { faults: ["redis-killed"] },
        more: (["started", "proved", "failed"] as const).map((what, i) => ({
          ...({ k: "fault", name: "redis-killed", what, at: 10 + i } as const),
        })),
      }),
      kind: "fault",
    },
  ])("the missing line that says $claim accuses nobody", async ({ face, kind }) => {
    const place = face.findLastIndex((record) => record.k === kind);
    const damaged = toText(face).split("\n").with(place, "{").join("\n");
    const missing = await judgeAll(face.toSpliced(place, 1));
    const unreadable = await withFiles([damaged], (paths) => judge(paths));
    expect([missing.results.verdict, unreadable.results.verdict]).toEqual(["inconclusive", "inconclusive"]);
  });

  test("the order of the streams does not matter", async () => {
    const streams = Array.from({ length: 250 }, (_, s) =>
      streamRecords(s, s % 40 === 0 ? { second: (seqs) => seqs.toSpliced(1, 1) } : {}),
    );
    const [one, other] = await Promise.all([
      judgeAll(faceRecords(streams.flat())),
      judgeAll(faceRecords(streams.toReversed().flat())),
    ]);
    expect(serializeResults(one.results)).toBe(serializeResults(other.results));
  });

  test("the same face given twice, or of another run, is refused", async () => {
    const other = goodFace({ scenario: "other" }).map((record) =>
      record.k === "head" ? { ...record, run: { ...record.run, id: "run-2" } } : record,
    );
    await expect(judgeAll(goodFace(), goodFace())).rejects.toThrow(/given twice/);
    await expect(judgeAll(goodFace(), other)).rejects.toThrow(/of run run-2/);
  });

  test.each([
    { claim: "an empty file", text: "" },
    { claim: "something else", text: "hello\n" },
    { claim: "a history of another version", text: toText(goodFace()).replace("resume_gate.history.v2", "v0") },
  ])("$claim is refused with its line", async ({ text }) => {
    await expect(withFiles([text], (paths) => judge(paths))).rejects.toThrow(/line 1/);
  });
});

describe("a history with an unreadable head is refused with one message", () => {
  const lines = toText(goodFace()).split("\n");
  const head = JSON.parse(lines[0] as string);
  test.each([
    {
      claim: "without an expectation",
      face: { expect: null },
      says: /line 1: a "head" record whose "face\.expect" is null/,
    },
    {
      claim: "with an empty expectation",
      face: { expect: {} },
      says: /line 1: .*"face\.expect" is \{\}: it must have "outcome"/,
    },
    {
      claim: "with a start in nanoseconds",
      face: { startedAt: 1.7e18 },
      says: /line 1: a "head" record whose "face\.startedAt" is 1700000000000000000: it must be a time in Unix milliseconds/,
    },
    { claim: "with empty limits", face: { limits: {} }, says: /line 1: .*"face\.limits" is \{\}: it must have/ },
  ])("$claim", async ({ face, says }) => {
    const text = lines.with(0, JSON.stringify({ ...head, face: { ...head.face, ...face } })).join("\n");
    await expect(withFiles([text], (paths) => judge(paths))).rejects.toThrow(says);
    const { damage } = await withFiles([text, toText(goodFace())], (paths) => judge(paths));
    expect(damage.map(({ line }) => line)).toEqual([1]); // and not every line after it
  });
});
