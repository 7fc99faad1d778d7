import { describe, expect, test } from "vitest";
import { FLAG } from "../history/event-flags.ts";
import type { HistoryRecord } from "../history/records.ts";
import { judge } from "./judge.ts";
import { describedTerms, faceRecords, streamRecords, toText, withFiles } from "./testing/history.ts";

/** A stream without a last event: its client gives up at the deadline. */
const endless = (s: number) =>
  streamRecords(s).map((record): HistoryRecord => {
    if (record.k === "ev") return { ...record, fl: record.fl.map((flags) => flags & ~FLAG.final) };
    if (record.k === "close" && record.why === "complete") return { ...record, why: "aborted" };
    return record.k === "done" ? { ...record, outcome: "gave-up" } : record;
  });

async function judged(...streams: readonly HistoryRecord[][]) {
  const records = faceRecords(streams.flat()).map(
    (record): HistoryRecord =>
      record.k === "head" ? { ...record, face: { ...record.face, protocol: describedTerms } } : record,
  );
  const { results } = await withFiles([toText(records)], (paths) => judge(paths));
  return { verdict: results.verdict, reasons: results.reasons.join("\n") };
}

describe("streams that do not end as described", () => {
  test("if no stream ends, the description may be wrong, and the server is not accused", async () => {
    const { verdict, reasons } = await judged(endless(0), endless(1));
    expect(verdict).toBe("inconclusive");
    expect(reasons).toMatch(/No stream ended in the way that "end" of the protocol mine describes/);
  });

  test("a probe that is refused, as it may be, does not make the server guilty", async () => {
    const probe = { k: "conn", s: 0, c: 1, kind: "resume", due: 190, at: 190, instance: "a", intent: "probe" } as const;
    const probed = endless(0).flatMap((record): HistoryRecord[] => {
      const later = ("c" in record && record.c === 1 ? { ...record, c: 2 } : record) as HistoryRecord;
      if (record.k !== "conn" || record.c !== 1) return [later];
      const answer = { k: "answer", s: 0, c: 1, at: 191, status: 404, type: "" } as const;
      const close = { k: "close", s: 0, c: 1, at: 192, why: "refused", bytes: 0, events: 0 } as const;
      return [{ ...probe, probe: "unknown-cursor" }, answer, close, later];
    });
    const { verdict, reasons } = await judged(probed, endless(1));
    expect(verdict).toBe("inconclusive");
    expect(reasons).toMatch(/No stream ended in the way/);
  });

  test("if its clients are refused, the server is the cause", async () => {
    const refused = endless(0).map((record): HistoryRecord => {
      if (record.k === "close" && record.c === 1) return { ...record, why: "closed", events: 0 };
      return record.k === "answer" && record.c === 1 ? { ...record, status: 404, type: "" } : record;
    });
    const { verdict } = await judged(
      refused.filter((record) => record.k !== "ev" || record.c !== 1),
      endless(1),
    );
    expect(verdict).toBe("fail");
  });

  const breaks = (s: number) =>
    endless(s).map(
      (record): HistoryRecord => (record.k === "close" && record.c === 1 ? { ...record, why: "error" } : record),
    );

  test("a server that breaks its connections is not excused by the description", async () => {
    const { verdict, reasons } = await judged(breaks(0), breaks(1));
    expect(verdict).toBe("fail");
    expect(reasons).toMatch(/resume_success_rate: 0 % \(0 of 2\) is under 98 %/);
  });

  test("one connection that breaks among many proves nothing", async () => {
    const { verdict } = await judged(...Array.from({ length: 60 }, (_, s) => (s === 7 ? breaks(s) : endless(s))));
    expect(verdict).toBe("inconclusive");
  });

  test("if some streams end, those that do not are the server's fault", async () => {
    const { verdict, reasons } = await judged(streamRecords(0), endless(1));
    expect(verdict).toBe("fail");
    expect(reasons).toMatch(/unfinished/);
    expect(reasons).not.toMatch(/No stream ended/);
  });
});
