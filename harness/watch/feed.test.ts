import { describe, expect, test } from "vitest";
import { newLiveCounts } from "../engine/context.ts";
import { judge } from "../gate/judge.ts";
import { faceRecords, streamRecords, toText, withFiles } from "../gate/testing/history.ts";
import type { HistoryRecord } from "../history/records.ts";
import type { FaceProgress } from "../run/progress.ts";
import { EventLog } from "./event-log.ts";
import { Feed } from "./feed.ts";
import type { LiveState } from "./live-state.ts";

const run = { target: "http://127.0.0.1:1/", profile: "pr", seed: 7, startedAt: 0 };
const id = "made-up.fixed";
const lossy = faceRecords([...streamRecords(0), ...streamRecords(1, { second: (seqs) => seqs.toSpliced(2, 1) })]);

const progress = (state: FaceProgress["state"] = "running"): FaceProgress => ({
  id,
  state,
  expectedMs: 1_000,
  startedAt: 0,
  live: newLiveCounts(2),
});

/** The state that the page's own script makes of the events that it gets. */
async function pageOf(log: EventLog, { after = 0, from }: { after?: number; from: LiveState }): Promise<LiveState> {
  const script = "../../reports/html/live/run-state.js";
  const { applyEvent } = (await import(script)) as {
    applyEvent(state: LiveState, name: string, value: unknown): void;
  };
  const state = structuredClone(from);
  for (let next = after + 1; next <= log.lastId; next++) {
    const [, name, data] = /event: (.*)\ndata: (.*)\n\n$/.exec(log.at(next) ?? "") ?? [];
    if (name !== undefined && data !== undefined) applyEvent(state, name, JSON.parse(data));
  }
  return state;
}

const empty: LiveState = { run, faces: [], gates: {}, lines: {}, findings: [], verdict: null };

/** A feed of these records, with the state after every fourth of them. */
async function fed(records: readonly HistoryRecord[]) {
  const troubles: string[] = [];
  const log = new EventLog();
  const feed = new Feed(log, run, (what) => troubles.push(what));
  const face = progress();
  const stops: { after: number; state: LiveState }[] = [];
  feed.begin([face]);
  for (const [i, record] of records.entries()) {
    feed.record(id, record);
    if (i % 4 !== 0) continue;
    feed.tick();
    stops.push({ after: log.lastId, state: structuredClone(feed.state) });
  }
  face.state = "done";
  const { results } = await withFiles([toText(records)], (paths) => judge(paths));
  feed.end(results, "/out/results.json");
  return { feed, log, stops, results, troubles };
}

describe("the feed of a page", () => {
  test("leads a page that is opened late to the same state as one from the start", async () => {
    const { feed, log, stops, troubles } = await fed(lossy);
    expect(await pageOf(log, { from: empty })).toEqual(feed.state);
    expect(stops.length).toBeGreaterThan(3);
    for (const { after, state } of stops) expect(await pageOf(log, { after, from: state })).toEqual(feed.state);
    expect(troubles).toEqual([]);
  });

  test("does not change when events come twice", async () => {
    const { feed, log } = await fed(lossy);
    expect(await pageOf(log, { from: structuredClone(feed.state) })).toEqual(feed.state);
  });

  test("has the verdict, reasons and findings of the judge", async () => {
    const { feed, results } = await fed(lossy);
    const [face] = feed.state.faces;
    const judged = results.scenarios[0]?.faces[0];
    expect([face?.verdict, face?.reasons]).toEqual([judged?.verdict, judged?.reasons.slice(0, 6)]);
    expect(feed.state.findings).toMatchObject([{ n: 0, face: id, kind: "lost", stream: 1, seq: 7, wanted: false }]);
    expect(feed.state.gates[id]?.map(({ name }) => name).sort()).toEqual(Object.keys(judged?.gates ?? {}).sort());
    expect(feed.state.verdict).toMatchObject({ verdict: "fail", exitCode: 1, resultsFile: "/out/results.json" });
  });

  test("shows a finding while the face still runs", async () => {
    const log = new EventLog();
    const feed = new Feed(log, run, () => {});
    feed.begin([progress()]);
    for (const record of lossy.slice(0, -1)) feed.record(id, record);
    feed.tick();
    feed.stop();
    expect([feed.state.findings.length, feed.state.faces[0]?.verdict]).toEqual([1, null]);
  });

  test("draws streams as lines: each connection with its cursor, its answer, its end and its findings", async () => {
    const { feed } = await fed(lossy);
    const line = feed.state.lines[id]?.find(({ s }) => s === 1);
    expect(line).toMatchObject({ role: "cut", outcome: "complete", findings: 1, more: 0 });
    expect(line?.bars).toMatchObject([
      { c: 0, what: "start", answer: "200", ok: true, why: "cut", events: 5 },
      { c: 1, what: "resume", cursor: 4, answer: "200", why: "complete", events: 7 },
    ]);
    expect(line?.bars[1]?.found).toHaveLength(1);
  });

  test("draws some of many streams, from the first to the last", async () => {
    const many = faceRecords(Array.from({ length: 100 }, (_, s) => streamRecords(s)).flat());
    const { feed } = await fed(many);
    const drawn = feed.state.lines[id]?.map(({ s }) => s) ?? [];
    expect([drawn.length <= 24, drawn[0], (drawn.at(-1) ?? 0) > 90]).toEqual([true, 0, true]);
  });

  test("that fails reports it once, and then sends nothing more", () => {
    const troubles: string[] = [];
    const feed = new Feed(new EventLog(), run, (what) => troubles.push(what));
    feed.begin([progress()]);
    feed.record(id, { k: "head" } as HistoryRecord);
    feed.record(id, { k: "head" } as HistoryRecord);
    feed.stop();
    expect(troubles).toHaveLength(1);
    expect(troubles[0]).toContain("The run goes on.");
  });

  test("ends with the verdict and the end, and sends nothing after it", async () => {
    const { log, feed } = await fed(lossy);
    expect(log.at(log.lastId)).toMatch(/event: end/);
    expect(log.at(log.lastId - 1)).toMatch(/event: verdict/);
    const { lastId } = log;
    feed.tick();
    expect(log.lastId).toBe(lastId);
  });
});
