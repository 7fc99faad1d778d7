import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RefusalError } from "../../errors.ts";
import { judge } from "../../gate/judge.ts";
import { faceRecords, type MadeStream, streamRecords, toText, withFiles } from "../../gate/testing/history.ts";
import { draftGraphTerms } from "../../protocols/draft-graph/terms.ts";
import type { EndRecord, HeadRecord, HistoryRecord } from "../records.ts";
import { undocumented } from "../terms.ts";
import { HISTORY_SCHEMA_V1 } from "../v1.ts";
import { mergeHistories } from "./merge-histories.ts";

/** A whole face's history, divided as shards would have written it. */
function divide(streams: readonly MadeStream[], of: number): HistoryRecord[][] {
  return Array.from({ length: of }, (_, index) => {
    const mine = streams.flatMap((stream, s) => (s % of === index ? [streamRecords(s, stream)] : []));
    return shard(faceRecords(mine.flat()), index, of);
  });
}

function shard(records: readonly HistoryRecord[], index: number, of: number): HistoryRecord[] {
  return records.map((record) =>
    record.k === "head"
      ? { ...record, run: { ...record.run, id: `run-of-${index}` }, face: { ...record.face, shard: { index, of } } }
      : record,
  );
}

async function merge(shards: readonly (readonly HistoryRecord[] | string)[]): Promise<HistoryRecord[]> {
  const records: HistoryRecord[] = [];
  const sink = { write: (record: HistoryRecord) => records.push(record), drained: async () => {} };
  const texts = shards.map((each) => (typeof each === "string" ? each : toText(each)));
  const { end } = await withFiles(texts, (paths) => mergeHistories(paths, sink));
  return [...records, { k: "end", ...end, records: records.length }];
}

async function refusalOf(shards: readonly (readonly HistoryRecord[] | string)[]): Promise<string> {
  const refused = await merge(shards).then(
    () => "merged",
    (error: unknown) => (error instanceof RefusalError ? error.refusal : Promise.reject(error)),
  );
  if (typeof refused === "string") return refused;
  expect(refused.exitCode).toBe(3);
  return refused.message;
}

const good = (count: number): MadeStream[] => Array.from({ length: count }, () => ({}));
const four = divide(good(20), 4);
const [one = [], two = [], three = [], last = []] = four;
const head = (records: readonly HistoryRecord[]) => records[0] as HeadRecord;
const other = { ...draftGraphTerms, ...undocumented, name: "other" };
const terms = `,"protocol":${JSON.stringify(draftGraphTerms)}`;
const withHead = (records: readonly HistoryRecord[], change: (head: HeadRecord) => HeadRecord) => [
  change(head(records)),
  ...records.slice(1),
];

describe("an incomplete set of shards is refused", () => {
  test.each([
    { claim: "all shards are joined", shards: four, says: "merged" },
    { claim: "in any order", shards: [last, one, three, two], says: "merged" },
    { claim: "a single shard is the whole plan", shards: divide(good(3), 1), says: "merged" },
    { claim: "a missing shard is named", shards: [one, two, last], says: "Some shards are missing: 3/4" },
    { claim: "so are several", shards: [two], says: "Some shards are missing: 1/4, 3/4, 4/4" },
    {
      claim: "a shard given twice is named",
      shards: [one, two, two, three, last],
      says: "shard 2/4 was given already",
    },
    ...[
      { index: 4, of: 4 },
      { index: -1, of: 4 },
      { index: 0.5, of: 4 },
      { index: 0, of: 1e10 },
    ].map((part) => ({
      claim: `a part that cannot be (${part.index} of ${part.of}) is refused`,
      shards: [withHead(one, (each) => ({ ...each, face: { ...each.face, shard: part } }))],
      says: `part ${part.index} (from 0) of ${part.of} cannot be`,
    })),
    { claim: "a whole history is not a shard", shards: [faceRecords([])], says: "it holds the whole plan" },
    {
      claim: "shards of four and of two do not go together",
      shards: [one, ...divide(good(20), 2)],
      says: "its number of shards is not that of",
    },
    {
      claim: "nor do shards of two plans",
      shards: [one, withHead(two, (each) => ({ ...each, run: { ...each.run, seed: 8 } })), three, last],
      says: "its seed is not that of",
    },
    {
      claim: "nor do shards of two scenarios",
      shards: [one, withHead(two, (each) => ({ ...each, face: { ...each.face, scenario: "other" } })), three, last],
      says: "its scenario is not that of",
    },
    {
      claim: "nor do shards of two protocols",
      shards: [one, withHead(two, (each) => ({ ...each, face: { ...each.face, protocol: other } })), three, last],
      says: "its protocol is not that of",
    },
    {
      claim: "a shard of the first version of the format goes with the others",
      shards: [
        one,
        toText(two)
          .replace(/"schema":"[^"]+"/, `"schema":"${HISTORY_SCHEMA_V1}"`)
          .replace(terms, ""),
        three,
        last,
      ],
      says: "merged",
    },
    {
      claim: "a shard that holds another's stream overlaps",
      shards: [one, two, shard(faceRecords(streamRecords(3)), 2, 4), last],
      says: "stream 3 is in it, but belongs to shard 4/4",
    },
    {
      claim: "a shard without its last record is cut off",
      shards: [one, two, three, last.slice(0, -1)],
      says: "cut off",
    },
    {
      claim: "a shard cut within a line is damaged",
      shards: [one, two, three, toText(last).slice(0, -20)],
      says: "cut off after",
    },
    {
      claim: "a shard that lost a record in the middle is incomplete",
      shards: [one, two, three, last.toSpliced(4, 1)],
      says: "1 of its records are missing",
    },
    { claim: "an empty file has no head", shards: [one, two, three, ""], says: "it has no head" },
    { claim: "no file at all is refused", shards: [], says: "nothing was given" },
  ])("$claim", async ({ shards, says }) => {
    expect(await refusalOf(shards)).toContain(says);
  });
});

describe("a merged history", () => {
  test("has each stream once, under a number of its own", async () => {
    const joined = await merge(four);
    const numbers = joined.flatMap((record) => (record.k === "stream" ? [record.s] : []));
    expect(new Set(numbers).size).toBe(20);
  });

  test("keeps apart two shards' replacements of the same number, and what they replace", async () => {
    const restart = (index: number): HistoryRecord[] => {
      const [first, ...rest] = streamRecords(9, { role: "restart", cutAt: 5 });
      return [...streamRecords(index), { ...(first as HistoryRecord & { k: "stream" }), replaces: index }, ...rest];
    };
    const shards = [0, 1].map((index) => shard(faceRecords(restart(index)), index, 2));
    const joined = await merge(shards);
    const streams = joined.flatMap((record) => (record.k === "stream" ? [[record.s, record.replaces]] : []));
    expect(streams).toEqual([
      [0, undefined],
      [18, 0],
      [3, undefined],
      [19, 3],
    ]);
  });

  test("uses the clock of the earliest shard", async () => {
    const later = withHead(two, (each) => ({
      ...each,
      face: { ...each.face, startedAt: each.face.startedAt + 1_500 },
    }));
    const joined = await merge([one, later, three, last]);
    expect(head(joined).face.startedAt).toBe(head(one).face.startedAt);
    const moved = joined.filter((record) => record.k === "conn" && record.s % 4 === 1);
    expect(moved[0]).toMatchObject({ at: 1_501, due: 1_500 });
    expect(joined.at(-1)).toMatchObject({ at: 2_500 });
  });

  test.each([
    { claim: "all complete", statuses: ["complete", "complete"], joined: "complete" },
    { claim: "one interrupted", statuses: ["interrupted", "complete"], joined: "interrupted" },
    { claim: "one failed weighs more", statuses: ["interrupted", "failed"], joined: "failed" },
  ] as const)("ends as its worst shard: $claim", async ({ statuses, joined }) => {
    const shards = divide(good(4), 2).map((records, i) =>
      records.map((record) =>
        record.k === "end" ? { ...record, status: statuses[i] as EndRecord["status"] } : record,
      ),
    );
    expect((await merge(shards)).at(-1)).toMatchObject({ status: joined });
  });
});

test("however a face is divided, it is judged like the whole", async () => {
  const stream = fc.record({
    cutAt: fc.integer({ min: 2, max: 9 }),
    answers: fc.constantFrom(
      [{}],
      [{ status: 410, code: "BUFFER_TRIMMED" }],
      [{ status: 404, code: "STREAM_STATE_NOT_FOUND", retryAfterMs: 100 }, {}],
    ),
    second: fc.constantFrom(
      (seqs: number[]) => seqs,
      (seqs: number[]) => seqs.slice(1),
      (seqs: number[]) => seqs.toReversed(),
    ),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(stream, { minLength: 5, maxLength: 30 }),
      fc.integer({ min: 1, max: 5 }),
      async (made, of) => {
        const whole = await judged(faceRecords(made.flatMap((each, s) => streamRecords(s, each))));
        expect(await judged(await merge(divide(made, of)))).toEqual(whole);
      },
    ),
    { numRuns: 30 },
  );
});

/** The results, without the names of streams and runs. */
async function judged(records: readonly HistoryRecord[]) {
  const { results } = await withFiles([toText(records)], (paths) => judge(paths));
  const { verdict, exit_code, reasons, summary, gates, windows } = results;
  return { verdict, exit_code, reasons, summary, gates, windows };
}
