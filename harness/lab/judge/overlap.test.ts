import { describe, expect, test } from "vitest";
import type { StreamAnswer } from "../../../rows/client/row.ts";
import type { LabRecord, RequestRecord } from "../history/records.ts";
import { row } from "../testing/judged-history.ts";
import { dataOf } from "../testing/records.ts";
import { judgeRow } from "./judge.ts";

interface Span {
  readonly from: number;
  readonly to: number;
  readonly cursor?: string;
  readonly opens?: true;
  /** Absent: the server cuts it. */
  readonly how?: "client";
  /** The events that it carries, 10 ms after one another. Absent: none. */
  readonly events?: readonly number[];
}

/** Connections of one client, each with a stream that the server cuts. */
function history(...spans: readonly Span[]): readonly LabRecord[] {
  const answer: StreamAnswer = { kind: "stream" };
  const records = spans.flatMap(({ from, to, cursor = null, opens, how, events = [] }, r): LabRecord[] => [
    {
      ...{ k: "req", r, at: from, method: "GET", path: "", resumes: false, accept: null, contentType: null },
      ...{ body: null, cursor, cursorIn: null, credentials: "sent", ...(opens ? { opens } : {}) },
    } satisfies RequestRecord,
    { k: "ans", r, at: from, status: 200, answer, retryAfterMs: null },
    ...events.flatMap((n, at): LabRecord[] => {
      const [lastId, data] = [String(n + 1), dataOf(n)];
      const sent = { of: "r/1", n, lastId, hasId: true, event: "message", data, retryMs: 700, last: n === 5 };
      return [
        { k: "sent", r, at: from + 10 * (at + 1), ...sent },
        { k: "got", at: from + 10 * (at + 1) + 1, data },
      ];
    }),
    { k: "end", r, at: to, how: how ?? "cut", settled: "reported" },
  ]);
  const inTime = records.toSorted((a, b) => ("at" in a && "at" in b ? a.at - b.at : 0));
  const head = { row: "r", protocol: "event-source", seed: 1, client: "c", mustStartAnew: false, startedAt: "" };
  return [{ k: "head", schema: "client_history.v1", ...head }, ...inTime, { k: "done", at: 9_999, why: "finished" }];
}

describe("a connection that is opened while another one is open", () => {
  test.each([
    {
      claim: "is no return from it: no cursor and no pause are due",
      spans: [
        { from: 0, to: 100, events: [0, 1, 2] },
        { from: 5, to: 100 },
        { from: 805, to: 900, cursor: "3", events: [3, 4, 5] },
      ],
      kinds: [],
    },
    {
      claim: "may have what the other one got so far",
      spans: [
        { from: 0, to: 100, events: [0, 1, 2] },
        { from: 25, to: 900, cursor: "2" },
        { from: 1_605, to: 1_700, cursor: "3", events: [3, 4, 5] },
      ],
      kinds: [],
    },
    {
      claim: "may be another stream of the same client",
      spans: [
        { from: 0, to: 100, opens: true, events: [0, 1, 2] },
        { from: 50, to: 200, opens: true, events: [3, 4, 5] },
      ],
      kinds: [],
    },
    {
      claim: "does not excuse one that comes back when both are closed",
      spans: [
        { from: 0, to: 100, events: [0, 1, 2] },
        { from: 25, to: 90, cursor: "2" },
        { from: 300, to: 400, cursor: "7", events: [3, 4, 5] },
      ],
      kinds: ["cursor-too-new", "came-too-soon"],
    },
  ] satisfies readonly { claim: string; spans: readonly Span[]; kinds: readonly string[] }[])("$claim", (each) => {
    const { findings } = judgeRow(row, history(...each.spans), { reports: true, mustStartAnew: false });
    expect(findings.map(({ kind }) => kind)).toEqual(each.kinds);
  });
});

describe("two readers of one stream", () => {
  const judged = (...spans: readonly Span[]) =>
    judgeRow(row, history(...spans), { reports: true, mustStartAnew: false });
  const ends = { from: 900, to: 950, cursor: "6" };

  test("are not accused of what the lab gave to the other one", () => {
    const { verdict, findings, reason } = judged(
      { from: 0, to: 200, events: [0, 1, 2, 3, 4, 5] },
      { from: 100, to: 200, events: [0, 1, 2] },
      ends,
    );
    expect({ verdict, findings }).toEqual({ verdict: "inconclusive", findings: [] });
    expect(reason).toContain("twice at once");
  });

  test("are told when the row ended while the first one was open", () => {
    const open = { from: 0, to: 10_005, how: "client", events: [0, 1, 2, 3, 4] } as const;
    expect(judged(open, { from: 50, to: 90 }).verdict).toBe("inconclusive");
    expect(judged({ ...open, to: 300 }, { from: 50, to: 90 }).findings.map(({ kind }) => kind)).toEqual(["hangs"]);
  });

  test("are no excuse for one that comes behind the other", () => {
    const { findings } = judged({ from: 0, to: 90, events: [0, 1, 2] }, { from: 800, to: 890, events: [0, 1, 2] });
    expect(findings.map(({ kind }) => kind)).toEqual(["cursor-missing", "hangs", "duplicated"]);
  });
});
