import { describe, expect, test } from "vitest";
import { validateResults } from "../../reports/validate-results.ts";
import type { HistoryRecord } from "../history/records.ts";
import { faceRecords, goodFace, judgeAll, type MadeStream, many, streamRecords } from "./testing/history.ts";

describe("a green face", () => {
  test("with all attempts successful passes, and its results fit the schema", async () => {
    const { results } = await judgeAll(goodFace());
    expect(results).toMatchObject({ verdict: "pass", exit_code: 0, reasons: [] });
    expect(results.summary).toMatchObject({
      streams_completed: 250,
      resume_eligible: 250,
      resume_success_rate: 100,
      lost: 0,
    });
    expect(validateResults(results)).toEqual([]);
  });

  test("has no failing streams to draw; a finding at the first event names it", async () => {
    const good = await judgeAll(goodFace());
    expect(good.results.scenarios[0]?.faces[0]).not.toHaveProperty("failing_streams");
    const twice = goodFace().map((record): HistoryRecord => {
      if (record.k === "ev" && record.s === 3 && record.c === 0)
        return { ...record, seq: [0, 0, 1, 2, 3], idx: [-1, -1, -1, 0, 1], fl: [0, 4, 32, 1, 1] };
      return record.k === "conn" && record.s === 3 && record.c === 1 ? { ...record, from: 3 } : record;
    });
    const { results } = await judgeAll(twice);
    expect(results.scenarios[0]?.faces[0]?.findings[0]).toMatchObject({ kind: "duplicated", stream: 3, seq: 0 });
  });

  test("counts graphs for the whole run only where every green face promises no more", async () => {
    const faces = ["a.fixed", "b.fixed"];
    const graphs = goodFace({ scenario: "a", faces, expect: { graphSuffices: true } });
    const all = goodFace({ scenario: "b", faces, expect: { graphSuffices: true } });
    const mixed = await judgeAll(graphs, goodFace({ scenario: "b", faces }));
    expect(mixed.results.gates).toHaveProperty("resume_success_rate");
    expect(mixed.results.gates).not.toHaveProperty("graph_rate");
    expect((await judgeAll(graphs, all)).results.gates).toHaveProperty("graph_rate");
  });

  test("may have a looser limit than the others: all faces together are held to the loosest one", async () => {
    const faces = ["a.fixed", "b.fixed"];
    const reconnect = (await judgeAll(goodFace())).results.summary.reconnect_p99_ms ?? 0;
    expect(reconnect).toBeGreaterThan(1);
    const strict = goodFace({ scenario: "a", faces, limits: { reconnectP99Ms: reconnect } });
    const tooStrict = goodFace({ scenario: "a", faces, limits: { reconnectP99Ms: reconnect - 1 } });
    const loose = goodFace({ scenario: "b", faces, limits: { reconnectP99Ms: 10_000 } });
    for (const order of [
      [strict, loose],
      [loose, strict],
    ]) {
      const { results } = await judgeAll(...order);
      expect(results.gates.reconnect_p99_ms).toMatchObject({ limit: 10_000, verdict: "pass" });
      expect(results.verdict).toBe("pass");
    }
    const { results } = await judgeAll(loose, tooStrict);
    expect(results.verdict).toBe("fail");
    expect(results.reasons).toEqual([expect.stringMatching(/^a, fixed: reconnect_p99_ms/)]);
  });

  const cases: { claim: string; face: HistoryRecord[]; verdict: string; exit: number; reason: RegExp }[] = [
    {
      claim: "with too few attempts is inconclusive",
      face: goodFace({}, 100),
      verdict: "inconclusive",
      exit: 3,
      reason: /too few attempts/,
    },
    {
      claim: "without an attempt is inconclusive",
      face: faceRecords(many(5, () => ({ role: "uncut" }))),
      verdict: "inconclusive",
      exit: 3,
      reason: /no eligible resume attempt/,
    },
    {
      claim: "without a stream is inconclusive",
      face: faceRecords([]),
      verdict: "inconclusive",
      exit: 3,
      reason: /Nothing was measured/,
    },
    {
      claim: "under 98 % fails",
      face: faceRecords(
        many(250, (s) => (s < 6 ? { answers: [{ status: 404, code: "STREAM_STATE_NOT_FOUND" }] } : {})),
      ),
      verdict: "fail",
      exit: 1,
      reason: /97\.6 %.* is under 98 %/,
    },
    {
      claim: "with one lost event fails, whatever the rate",
      face: faceRecords(many(400, (s) => (s === 9 ? { second: (seqs) => seqs.toSpliced(2, 1) } : {}))),
      verdict: "fail",
      exit: 1,
      reason: /lost: 1 lost event/,
    },
    {
      claim: "that was interrupted exits with 130",
      face: goodFace({ end: "interrupted" }),
      verdict: "inconclusive",
      exit: 130,
      reason: /interrupted/,
    },
    {
      claim: "whose last record is missing is inconclusive",
      face: goodFace({ end: null }),
      verdict: "inconclusive",
      exit: 3,
      reason: /cut off/,
    },
    {
      claim: "that opened too few streams is inconclusive",
      face: goodFace({ planned: 300 }),
      verdict: "inconclusive",
      exit: 3,
      reason: /Only 250 of 300/,
    },
    {
      claim: "that opened too few streams is inconclusive, however many replaced or joined one",
      face: goodFace({ planned: 250 }).map((record) =>
        record.k === "stream" && record.s >= 240
          ? record.s < 245
            ? { ...record, role: "restart" as const, replaces: 0 }
            : { ...record, role: "reader" as const, of: 0 }
          : record,
      ),
      verdict: "inconclusive",
      exit: 3,
      reason: /Only 240 of 250 planned streams were opened/,
    },
    {
      claim: "whose fault was not seen is inconclusive",
      face: goodFace({ expect: { faults: ["redis-killed"] } }),
      verdict: "inconclusive",
      exit: 3,
      reason: /was never observed/,
    },
    {
      claim: "without the log line it needs fails",
      face: goodFace({ expect: { telemetry: ["assist.sse.x"] } }),
      verdict: "fail",
      exit: 1,
      reason: /never logged assist\.sse\.x/,
    },
    {
      claim: "that had no Redis exits with 4",
      face: faceRecords([], {
        end: "failed",
        more: [{ k: "note", at: 0, level: "error", code: "NO_REDIS", text: "There is none" }],
      }),
      verdict: "inconclusive",
      exit: 4,
      reason: /NO_REDIS/,
    },
    {
      claim: "that crashed is inconclusive",
      face: goodFace({
        end: "failed",
        more: [{ k: "note", at: 0, level: "error", code: "HARNESS_CRASHED", text: "x is not a function" }],
      }),
      verdict: "inconclusive",
      exit: 3,
      reason: /HARNESS_CRASHED/,
    },
    {
      claim: "whose generator dropped arrivals is inconclusive",
      face: goodFace({ more: [1, 2, 3].map((due) => ({ k: "dropped" as const, due, reason: "late" })) }),
      verdict: "inconclusive",
      exit: 3,
      reason: /saturated/,
    },
    {
      claim: "whose generator made arrivals late is inconclusive",
      face: goodFace().map((record) =>
        record.k === "conn" && record.c === 0 && record.s < 3 ? { ...record, at: 501 } : record,
      ),
      verdict: "inconclusive",
      exit: 3,
      reason: /1\.2 % of the arrivals were more than half a second late; .* saturated/,
    },
    {
      claim: "with an uncut stream that did not end fails when that was promised",
      face: faceRecords(
        [
          ...many(250, () => ({})),
          ...streamRecords(999, { role: "uncut", events: 3 }).map((record) =>
            record.k === "done"
              ? { ...record, outcome: "gave-up" as const }
              : record.k === "ev"
                ? { ...record, seq: [0], at: [1], idx: [-1], fl: [0] }
                : record.k === "close"
                  ? { ...record, why: "error" as const, events: 1 }
                  : record,
          ),
        ],
        { expect: { uncutMustComplete: true } },
      ),
      verdict: "fail",
      exit: 1,
      reason: /1 of 1 uncut streams/,
    },
  ];
  test.each(cases)("$claim", async ({ face, verdict, exit, reason }) => {
    const { results } = await judgeAll(face);
    expect(results.reasons.join("\n")).toMatch(reason);
    expect({ verdict: results.verdict, exit: results.exit_code }).toEqual({ verdict, exit });
    expect(validateResults(results)).toEqual([]);
  });

  test("whose load generator was saturated accuses nobody of lateness, but still reports what was lost", async () => {
    const saturated = (stream: (s: number) => MadeStream) =>
      faceRecords(many(250, stream)).map((record) =>
        record.k === "end" ? { ...record, loopDelayP99Ms: 900 } : record,
      );
    const refused = { answers: [{ status: 404, code: "STREAM_STATE_NOT_FOUND" }] };
    const late = await judgeAll(saturated((s) => (s < 60 ? refused : {})));
    expect(late.results).toMatchObject({ verdict: "inconclusive", exit_code: 3 });
    expect(late.results.reasons.join("\n")).toMatch(/resume_success_rate: 76 %.*saturated, so this proves nothing/);
    const lost = await judgeAll(saturated((s) => (s === 9 ? { second: (seqs) => seqs.toSpliced(2, 1) } : {})));
    expect(lost.results).toMatchObject({ verdict: "fail", exit_code: 1 });
  });

  test("whose load generator was saturated accuses nobody where only the final graph is promised either", async () => {
    const refused = { answers: [{ status: 404, code: "STREAM_STATE_NOT_FOUND" }] };
    const graph: MadeStream = { answers: [{ partial: true }], second: (seqs) => seqs.slice(-1) };
    const face = faceRecords(
      many(300, (s) => (s % 10 === 0 ? refused : graph)),
      { expect: { graphSuffices: true } },
    ).map((record) => (record.k === "end" ? { ...record, loopDelayP99Ms: 900 } : record));
    const { results } = await judgeAll(face);
    expect(results.gates.graph_rate).toMatchObject({ value: 90, verdict: "inconclusive" });
    expect(results).toMatchObject({ verdict: "inconclusive", exit_code: 3 });
  });

  test("judges the retry after Retry-After in place of the attempt that was told to wait", async () => {
    const wait = { status: 404, code: "STREAM_STATE_NOT_FOUND", reason: "redis_unavailable", retryAfterMs: 1_000 };
    const { results } = await judgeAll(faceRecords(many(250, () => ({ answers: [wait, {}] }))));
    expect(results.summary).toMatchObject({
      resume_attempts: 500,
      resume_eligible: 250,
      resume_success_rate: 100,
      raw_resume_rate: 50,
    });
  });
});
