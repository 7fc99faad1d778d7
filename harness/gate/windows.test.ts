import { expect, test } from "vitest";
import { validateResults } from "../../reports/validate-results.ts";
import type { HistoryRecord } from "../history/records.ts";
import type { FaceReading } from "./face-result.ts";
import { judge } from "./judge.ts";
import { readFaces } from "./read-faces.ts";
import type { Window } from "./results.ts";
import { faceRecords, type MadeFace, streamRecords, toText, withFiles } from "./testing/history.ts";
import { windowsOf } from "./windows.ts";

async function windows(records: readonly HistoryRecord[], made: MadeFace = {}): Promise<readonly Window[]> {
  const { results } = await withFiles([toText(faceRecords(records, made))], (paths) => judge(paths));
  expect(validateResults(results)).toEqual([]);
  return results.windows;
}

test("a second has the counts of what happened in it, and open streams continue into the next", async () => {
  const found = await windows([
    ...streamRecords(2, { resumeAt: 1_200, answers: [{ status: 410, code: "BUFFER_TRIMMED" }] }),
    ...streamRecords(1, { resumeAt: 1_300 }),
  ]);
  expect(found).toEqual([
    {
      scenario: "made-up",
      face: "fixed",
      at_ms: 0,
      streams_open: 2,
      arrivals: 2,
      events: 10,
      attempts: 0,
      eligible: 0,
      successes: 0,
      refused: 0,
      fault: false,
      latency_p50_ms: expect.closeTo(3, 0),
      latency_p95_ms: expect.closeTo(3, 0),
    },
    {
      scenario: "made-up",
      face: "fixed",
      at_ms: 1_000,
      streams_open: 0,
      arrivals: 0,
      events: 8,
      attempts: 2,
      eligible: 2,
      successes: 1,
      refused: 1,
      fault: false,
      answers: { "200": 1, "410 BUFFER_TRIMMED": 1 },
      reconnect_p50_ms: expect.closeTo(2, 0),
      reconnect_p95_ms: expect.closeTo(2, 0),
    },
  ]);
  expect(Object.keys(found[1]?.answers ?? {})).toEqual(["200", "410 BUFFER_TRIMMED"]);
});

test("a damaged record's time does not make endless rows", async () => {
  const far = streamRecords(1).map((record) =>
    record.k === "ev" && record.c === 1 ? { ...record, at: record.at.map(() => 1e15) } : record,
  );
  expect((await windows(far)).length).toBe(172_801);
});

test("a second's answers are in the order of their names, however they came", async () => {
  const refused = (status: number, code: string, resumeAt: number, s: number) =>
    streamRecords(s, { resumeAt, answers: [{ status, code }] });
  const found = await windows([
    ...refused(410, "BUFFER_TRIMMED", 1_100, 1),
    ...refused(404, "STREAM_STATE_NOT_FOUND", 1_150, 2),
    ...refused(410, "RESUME_TOKEN_EXPIRED", 1_200, 3),
    ...refused(401, "RESUME_TOKEN_INVALID", 1_250, 4),
  ]);
  expect(Object.keys(found[1]?.answers ?? {})).toEqual([
    "401 RESUME_TOKEN_INVALID",
    "404 STREAM_STATE_NOT_FOUND",
    "410 BUFFER_TRIMMED",
    "410 RESUME_TOKEN_EXPIRED",
  ]);
});

test("a second without a record has a row of zeros", async () => {
  const found = await windows(streamRecords(1, { resumeAt: 3_100 }));
  expect(found.map(({ at_ms, streams_open, events }) => [at_ms, streams_open, events])).toEqual([
    [0, 1, 5],
    [1_000, 1, 0],
    [2_000, 1, 0],
    [3_000, 0, 8],
  ]);
});

test.each([
  { claim: "proved in it", at: [1_500, 1_600, 2_500], fault: [false, true, true, false] },
  { claim: "proved at its very end", at: [900, 1_999, 2_500], fault: [false, true, true, false] },
  { claim: "proved as the next begins", at: [900, 2_000, 2_500], fault: [false, false, true, false] },
  { claim: "ended as it begins", at: [900, 1_500, 2_000], fault: [false, true, true, false] },
  { claim: "ended before it", at: [900, 1_500, 1_999], fault: [false, true, false, false] },
  { claim: "never undone", at: [900, 1_500], fault: [false, true, true, true] },
  { claim: "never proved", at: [900], fault: [false, false, false, false] },
])("a second has a fault that was $claim", async ({ at, fault }) => {
  const more = at.map((each, i): HistoryRecord => {
    return { k: "fault", name: "x", what: (["started", "proved", "ended"] as const)[i] ?? "ended", at: each };
  });
  const found = await windows(streamRecords(1, { resumeAt: 3_100 }), { more });
  expect(found.map((window) => window.fault)).toEqual(fault);
});

test("a second shows the sample that was taken in it, and nothing where there was none", async () => {
  const mb = 1_048_576;
  const own = { k: "sample", harnessRss: 90 * mb, harnessCpu: 12.5, loopMs: 11.2 } as const;
  const more: HistoryRecord[] = [
    { ...own, at: 1_010, redisMs: 0.4, redisRss: 8 * mb, redisKeys: 3, serverRss: 70 * mb, serverCpu: 33, fill: 0.5 },
    { ...own, at: 2_999, redisMs: null },
  ];
  const [first, second, third] = await windows(streamRecords(1, { resumeAt: 3_100 }), { more });
  const measured = { harness_rss_mb: 90, harness_cpu: 12.5, loop_ms: 11.2 };
  expect(first).not.toHaveProperty("loop_ms");
  expect(second).toMatchObject({
    ...measured,
    redis_ms: 0.4,
    redis_rss_mb: 8,
    server_rss_mb: 70,
    server_cpu: 33,
    buffer_fill: 0.5,
  });
  expect(third).toMatchObject({ ...measured, redis_ms: null });
  for (const key of ["redis_rss_mb", "server_rss_mb", "server_cpu", "buffer_fill"])
    expect(third).not.toHaveProperty(key);
});

test("two days with a record in each second have two days of rows", async () => {
  const { faces } = await withFiles([toText(faceRecords(streamRecords(1)))], (paths) => readFaces(paths));
  const [reading] = [...faces.values()] as [FaceReading];
  for (let second = 0; second <= 172_800; second++) reading.measure.streamOpened(second * 1_000);
  expect(windowsOf(reading).length).toBe(172_801);
});
