import { expect, test } from "vitest";
import { faceRecords, type MadeFace, streamRecords } from "../gate/testing/history.ts";
import type { FaultRecord, HistoryRecord } from "../history/records.ts";
import { factsOf } from "./testing/facts.ts";

/** A stream that comes back, gets one new event, and loses its connection at 250 ms; then it comes back for the rest. */
function lossy(s: number): HistoryRecord[] {
  const whole = streamRecords(s, { answers: [{}, {}] });
  return whole.flatMap((record): HistoryRecord[] => {
    if (!("c" in record) || record.c !== 1) return record.k === "conn" ? [{ ...record, retry: 0 }] : [record];
    if (record.k === "ev") {
      const first = { seq: record.seq.slice(0, 1), at: record.at.slice(0, 1) };
      return [{ ...record, ...first, idx: record.idx.slice(0, 1), fl: record.fl.slice(0, 1) }];
    }
    return record.k === "close"
      ? [{ ...record, at: 250, why: "error", error: "connection lost", events: 1 }]
      : [record];
  });
}

/** The second attempt brings the rest, without the first new event. */
const rest = (records: HistoryRecord[]) =>
  records.map((record) => {
    if (record.k === "conn" && record.c === 2) return { ...record, from: 5 };
    if (record.k === "close" && record.c === 2) return { ...record, events: (record.events ?? 1) - 1 };
    if (record.k !== "ev" || record.c !== 2) return record;
    const { seq, at, idx, fl } = record;
    return { ...record, seq: seq.slice(1), at: at.slice(1), idx: idx.slice(1), fl: fl.slice(1) };
  });

function successes(before: HistoryRecord[], made: MadeFace = {}) {
  const records = faceRecords([...before, ...rest(lossy(1))], made);
  const { totals } = factsOf(records);
  return { eligible: totals.attemptsEligible, successes: totals.successes, errors: totals.errors };
}

const fault = (what: FaultRecord["what"], at: number): FaultRecord => ({
  k: "fault",
  name: "rolling-restart",
  what,
  at,
});

test("one event and then a lost connection is not a success; the attempt after it is one", () => {
  expect(successes([])).toEqual({ eligible: 2, successes: 1, errors: 1 });
});

test("where a fault of the face explains the loss, it is a cut like any other, and still an error", () => {
  expect(successes([fault("started", 100)])).toEqual({ eligible: 2, successes: 2, errors: 1 });
});

test("a fault that breaks no connections, as the face says, explains no lost one", () => {
  const made = { expect: { breaksConnections: ["redis-killed"] } };
  expect(successes([fault("started", 100)], made)).toEqual({ eligible: 2, successes: 1, errors: 1 });
});
