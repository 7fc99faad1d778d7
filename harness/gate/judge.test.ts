import { describe, expect, test } from "vitest";
import { validateResults } from "../../reports/validate-results.ts";
import type { HistoryRecord } from "../history/records.ts";
import { serializeResults } from "../run/judge-and-write.ts";
import { judge } from "./judge.ts";
import {
  faceRecords,
  goodFace,
  type MadeFace,
  type MadeStream,
  streamRecords,
  toText,
  withFiles,
} from "./testing/history.ts";

const judgeAll = (...faces: HistoryRecord[][]) => withFiles(faces.map(toText), (paths) => judge(paths));
const many = (count: number, stream: (s: number) => MadeStream) =>
  Array.from({ length: count }, (_, s) => streamRecords(s, stream(s))).flat();
const expired = { status: 410, code: "RESUME_TOKEN_EXPIRED" };

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
      reason: /nothing to measure/,
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
      claim: "whose fault was not seen is inconclusive",
      face: goodFace({ expect: { faults: ["redis-killed"] } }),
      verdict: "inconclusive",
      exit: 3,
      reason: /was never observed/,
    },
    {
      claim: "without the telemetry it needs fails",
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
      reason: /1\.2 percent of the arrivals made over half a second late .* saturated/,
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

  test("whose load generator was saturated blames nobody for what was late, and still says what was lost", async () => {
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

describe("a scenario's row", () => {
  const green = goodFace({ faces: ["made-up.inject", "made-up.fixed"] });
  const inject = (stream: (s: number) => MadeStream, made: MadeFace = {}) =>
    faceRecords(many(250, stream), { face: "inject", faces: ["made-up.inject", "made-up.fixed"], ...made });

  test("passes when inject is red with its symptom and fixed is green, and no inject figure is in the summary", async () => {
    const { results } = await judgeAll(
      inject(() => ({ answers: [expired], resumeAt: 1_000_000 })),
      green,
    );
    expect(results).toMatchObject({ verdict: "pass", exit_code: 0 });
    expect(results.summary).toMatchObject({ resume_eligible: 250, resume_success_rate: 100 });
    expect(results.scenarios[0]?.faces[0]).toMatchObject({
      observed: "fail",
      verdict: "pass",
      symptom: { seen: 250, share: 100 },
    });
  });

  test.each([
    { claim: "a green inject face means a blind harness", stream: () => ({}), reason: /harness is blind/ },
    {
      claim: "red with another symptom is a failure",
      stream: () => ({ answers: [{ status: 401, code: "RESUME_TOKEN_INVALID" }] }),
      reason: /must turn red with 410.*0 of 250/,
    },
    {
      claim: "a lost event fails it, though it is red",
      stream: (s: number) =>
        s === 3 ? { second: (seqs: number[]) => seqs.toSpliced(2, 1) } : { answers: [expired], resumeAt: 1_000_000 },
      reason: /inject: lost/,
    },
  ])("$claim", async ({ stream, reason }) => {
    const { results } = await judgeAll(inject(stream), green);
    expect(results.reasons.join("\n")).toMatch(reason);
    expect(results).toMatchObject({ verdict: "fail", exit_code: 1 });
  });

  test("a symptom that cannot show because the generator was saturated leaves the row open", async () => {
    const slow = inject(() => ({})).map((record) => (record.k === "end" ? { ...record, loopDelayP99Ms: 900 } : record));
    const { results } = await judgeAll(slow, green);
    expect(results).toMatchObject({ verdict: "inconclusive", exit_code: 3 });
    expect(results.reasons.join("\n")).toMatch(/saturated before the symptom could show/);
  });

  test("an expired answer to a token that is still good is wrong by itself", async () => {
    const { results } = await judgeAll(
      inject(() => ({ answers: [expired] })),
      green,
    );
    expect(results.reasons.join("\n")).toMatch(/wrongly_refused: 250/);
  });

  test("a face without a history is missing, not forgotten", async () => {
    const { results } = await judgeAll(green);
    expect(results).toMatchObject({ verdict: "inconclusive", exit_code: 3 });
    expect(results.reasons.join("\n")).toMatch(/inject: Its history is missing/);
  });

  test("only attempts while the fault lasts are asked for its symptom", async () => {
    const fault = (what: "started" | "proved" | "ended", at: number) => ({
      k: "fault" as const,
      name: "redis-killed",
      what,
      at,
    });
    const faults = [fault("started", 500), fault("proved", 600), fault("ended", 900)];
    const expectFault = { expect: { phase: "fault" as const, faults: ["redis-killed"] }, more: faults };
    const some = inject((s) => (s < 50 ? { resumeAt: 700, answers: [{ ...expired }] } : {}), expectFault);
    const { results } = await judgeAll(some, green);
    expect(results.scenarios[0]?.faces[0]?.symptom).toMatchObject({ attempts: 50, seen: 50, verdict: "pass" });
  });
});

describe("histories as they may be found", () => {
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

  test("a history cut in the middle of a line is judged to there", async () => {
    const text = toText(goodFace());
    const { results, damage } = await withFiles([text.slice(0, text.length / 2)], (paths) => judge(paths));
    expect(damage[0]?.problem).toMatch(/cut off/);
    expect(results).toMatchObject({ verdict: "inconclusive", exit_code: 3 });
    expect(results.summary.resume_successes).toBeGreaterThan(100);
    expect(results.summary.lost).toBe(0);
  });

  test("any one line taken out is noticed, accuses nobody, and never passes", async () => {
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

describe("a history whose rules cannot be read is refused with one message", () => {
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
    { claim: "with empty limits", face: { limits: {} }, says: /line 1: .*"face\.limits" is \{\}: it must have/ },
  ])("$claim", async ({ face, says }) => {
    const text = lines.with(0, JSON.stringify({ ...head, face: { ...head.face, ...face } })).join("\n");
    await expect(withFiles([text], (paths) => judge(paths))).rejects.toThrow(says);
    const { damage } = await withFiles([text, toText(goodFace())], (paths) => judge(paths));
    expect(damage.map(({ line }) => line)).toEqual([1]); // and not each line behind it
  });
});
