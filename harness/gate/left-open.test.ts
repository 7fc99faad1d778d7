import { describe, expect, test } from "vitest";
import type { HistoryRecord } from "../history/records.ts";
import { describedTerms, faceRecords, judgeAll, type MadeStream, many, streamRecords } from "./testing/history.ts";

/** A face of which no document says how its resumes must be answered. */
async function judged(records: readonly HistoryRecord[], uncutMustComplete = false) {
  const face = faceRecords(records, { expect: { leavesOpen: true, uncutMustComplete } }).map((record) =>
    record.k === "head" ? { ...record, face: { ...record.face, protocol: describedTerms } } : record,
  );
  const { results } = await judgeAll(face);
  return {
    verdict: results.verdict,
    reasons: results.reasons.join("\n"),
    open: results.scenarios[0]?.faces[0]?.left_open,
  };
}

/** Its start is answered with an error of the server's own. */
const refusedStart = (s: number): HistoryRecord[] => [
  { k: "stream", s, role: "cut", due: 0 },
  { k: "conn", s, c: 0, kind: "start", due: 0, at: 1, instance: "a" },
  { k: "answer", s, c: 0, at: 2, status: 500, type: "text/plain" },
  { k: "close", s, c: 0, at: 3, why: "refused", bytes: 0, events: 0 },
  { k: "done", s, at: 4, outcome: "gave-up" },
];
const errors: MadeStream = { answers: [{ status: 500 }] };

describe("where the answers are left open", () => {
  test("refused resumes are reported, and fail nothing", async () => {
    const { verdict, open } = await judged(many(250, (s) => (s < 60 ? errors : {})));
    expect(verdict).toBe("pass");
    expect(open?.map(({ answer }) => answer)).toContainEqual(expect.stringMatching(/76 % .* is under 98 %/));
  });

  test("a face in which every resume is refused is left open too", async () => {
    expect((await judged(many(250, () => errors))).verdict).toBe("pass");
  });

  test("a server that refuses every start has shown nothing, and does not pass", async () => {
    const { verdict, reasons } = await judged(Array.from({ length: 250 }, (_, s) => refusedStart(s)).flat());
    expect(verdict).toBe("fail");
    expect(reasons).toMatch(/There was no eligible resume attempt/);
    expect(reasons).toMatch(/error_rate: 100 % of the requests ended in an error/);
  });

  test("refused starts are errors all the same", async () => {
    const { verdict, reasons } = await judged([
      ...many(250),
      ...[900, 901, 902, 903, 904, 905, 906].flatMap(refusedStart),
    ]);
    expect(verdict).toBe("fail");
    expect(reasons).toMatch(/error_rate: .* of the requests ended in an error; the limit is 1 %/);
  });

  test("an answer that tells a secret is found all the same", async () => {
    const { verdict, reasons } = await judged(
      many(250, (s) => (s === 5 ? { answers: [{ status: 400, leak: "secret" }] } : {})),
    );
    expect(verdict).toBe("fail");
    expect(reasons).toMatch(/protocol_violations: 1 violation of the protocol/);
  });

  test("an uncut stream has to reach its end all the same", async () => {
    const lost = streamRecords(900, { role: "uncut" }).map((record): HistoryRecord => {
      if (record.k === "ev") return { ...record, fl: record.fl.map(() => 0) };
      if (record.k === "close") return { ...record, why: "error" };
      return record.k === "done" ? { ...record, outcome: "gave-up" } : record;
    });
    const { verdict, reasons } = await judged([...many(250, (s) => (s < 60 ? errors : {})), ...lost], true);
    expect(verdict).toBe("fail");
    expect(reasons).toMatch(/1 of 1 uncut streams did not reach their end complete/);
  });
});
