import { describe, expect, test } from "vitest";
import { faceRecords, streamRecords } from "../gate/testing/history.ts";
import type { FaultRecord, HeadRecord, HistoryRecord } from "../history/records.ts";
import { StreamFinder } from "./find-stream.ts";
import { TimelineBuilder } from "./timeline-builder.ts";
import type { Timeline } from "./timeline-item.ts";
import { timelineText } from "./timeline-text.ts";
import { Timelines } from "./timelines.ts";

function tell(records: readonly HistoryRecord[], s: number): Timeline {
  const builder = new TimelineBuilder(records[0] as HeadRecord, s);
  for (const record of records) builder.record(record);
  return builder.finish(1_000);
}

const lines = ({ items }: Timeline) => items.map(({ kind, what, text }) => `${kind}: ${what} ${text}`);
const fault = (what: FaultRecord["what"], at: number, name = "redis-killed"): FaultRecord => ({
  k: "fault",
  name,
  what,
  at,
});
const whole = faceRecords([...streamRecords(3), ...streamRecords(4)]);
const lossy = faceRecords(streamRecords(3, { second: (seqs) => seqs.filter((seq) => seq !== 7) }));

describe("a timeline", () => {
  test("tells a cut and resumed stream line by line, and nothing of other streams", () => {
    expect(lines(tell(whole, 3))).toEqual([
      "request: start #0 to a",
      "answer: 200 text/event-stream",
      "events: event 0",
      "events: event 1, a token",
      "events: 3 events 2–4",
      "close: cut by us, as planned, 1 bytes",
      "request: resume #1 to a, Last-Event-ID 4, token seq 1, until 2023-11-14T22:28:20Z (900 s left), kid k",
      "answer: 200 text/event-stream",
      "events: 7 events 5–11",
      "events: event 12, the last event",
      "close: closed the stream is at its end, 1 bytes",
      "attempt: counts as a success",
      "done: done Its client reached the end.",
    ]);
  });

  test("has a finding in it, where it came up", () => {
    const { items, findings } = tell(lossy, 3);
    expect(findings).toBe(1);
    expect(items.filter((item) => item.kind === "finding").map((item) => item.text)).toEqual(["Event 7 never came."]);
    expect(lines({ ...tell(lossy, 3) })).toContain("events: event 8, does not follow from the one before");
  });

  test("accuses nobody of a stream whose own record is missing, as the judge does not", () => {
    const { findings, items } = tell(
      lossy.filter((record) => record.k !== "stream"),
      3,
    );
    expect([findings, items.length > 5]).toEqual([0, true]);
  });

  test("puts a finding about an event right after it", () => {
    const twice = faceRecords(
      streamRecords(3, { second: (seqs) => seqs.flatMap((seq) => (seq === 7 ? [7, 7] : [seq])) }),
    );
    const told = tell(twice, 3).items;
    const at = told.findIndex((item) => item.kind === "finding");
    expect(told[at - 1]?.text).toMatch(/^7/);
  });

  test.each([
    { claim: "a fault during the stream's life", faults: [fault("proved", 50), fault("ended", 150)], seen: 2 },
    { claim: "a fault that had begun before", faults: [fault("started", -20), fault("proved", -10)], seen: 1 },
    { claim: "no fault that was over before", faults: [fault("proved", -20), fault("ended", -10)], seen: 0 },
    { claim: "no fault that came after", faults: [fault("started", 9_000)], seen: 0 },
  ])("shows $claim", ({ faults, seen }) => {
    const told = tell([...whole.slice(0, 1), ...faults, ...whole.slice(1)], 3);
    expect(told.items.filter((item) => item.kind === "fault")).toHaveLength(seen);
  });

  test("of a history that was cut off goes to its end and says so", () => {
    const told = tell(whole.slice(0, 5), 3);
    expect([told.outcome, told.items.at(-1)?.kind, told.findings]).toEqual([null, "cut-off", 0]);
  });

  test("never shows a signature, because no record has one", () => {
    expect(JSON.stringify(tell(whole, 3))).not.toMatch(/[A-Za-z0-9_-]{43}/);
  });

  test("has colours only when asked for them", () => {
    const escapeCode = "\u001b[";
    expect(timelineText(tell(lossy, 3), { color: false })).not.toContain(escapeCode);
    expect(timelineText(tell(lossy, 3), { color: true })).toContain(escapeCode);
  });

  test("ends with how the stream did", () => {
    expect(timelineText(tell(lossy, 3), { color: false })).toMatch(/Ended: complete; 1 finding\.$/);
    expect(timelineText(tell(whole.slice(0, 5), 3), { color: false })).toMatch(
      /ends before the stream does; no finding\.$/,
    );
  });
});

describe("a stream is found", () => {
  const find = (wanted: string) => {
    const finder = new StreamFinder(wanted, (a, b) => Math.abs(a.length - b.length) + (a === b ? 0 : 1));
    for (const record of whole) finder.record(record);
    return finder;
  };
  test.each([
    { claim: "by its number", wanted: "3", found: [3] },
    { claim: "by its request_id", wanted: "request-4", found: [4] },
    { claim: "by the beginning of one, which may fit several", wanted: "requ", found: [3, 4] },
    { claim: "not by a beginning that is too short to mean one", wanted: "re", found: [] },
    { claim: "not by a number that is not there", wanted: "9", found: [] },
  ])("$claim", ({ wanted, found }) => {
    expect(find(wanted).found.map((each) => each.s)).toEqual(found);
  });

  test("otherwise the nearest names are given", () => {
    expect(find("9").nearest).toEqual(["4", "3"]);
    expect(find("request-7").nearest).toEqual(["request-3", "request-4"]);
  });
});

describe("several streams, read once", () => {
  const read = (options: ConstructorParameters<typeof Timelines>[1]) => {
    const timelines = new Timelines(whole[0] as HeadRecord, options);
    for (const record of whole) timelines.record(record);
    return timelines.finish();
  };

  test("have a line for each event, as long as that is few enough", () => {
    const [each] = read({ streams: [3], mostLines: 100 });
    const [ranges] = read({ streams: [3], mostLines: 15 });
    expect(each?.items.filter(({ kind }) => kind === "events").map(({ text }) => text.split(",")[0])).toEqual(
      Array.from({ length: 13 }, (_, seq) => String(seq)),
    );
    expect(ranges).toEqual(read({ streams: [3] })[0]);
  });

  test("are those that were named, and those that were asked for as they began", () => {
    expect(read({ streams: [4], also: ({ s }) => s === 3 }).map(({ s }) => s)).toEqual([4, 3]);
    expect(read({ streams: [4] }).map(({ s }) => s)).toEqual([4]);
  });

  test("have with a finding the missing events, the connection and the proof", () => {
    const found = tell(lossy, 3).items.find(({ kind }) => kind === "finding");
    expect([found?.missing, found?.c, found?.by]).toEqual([[7, 7], 1, "chain"]);
  });
});
