import { describe, expect, test } from "vitest";
import { faceRecords, streamRecords } from "../gate/testing/history.ts";
import type { ConnRecord, HeadRecord, HistoryRecord } from "../history/records.ts";
import { FaceCheck } from "./face-check.ts";
import type { JudgedAttempt } from "./observer.ts";

function check(records: readonly HistoryRecord[]) {
  const attempts: JudgedAttempt[] = [];
  const reconnects: number[] = [];
  const all = faceRecords(records);
  const face = new FaceCheck(all[0] as HeadRecord, {
    streamOpened() {},
    streamEnded() {},
    events() {},
    attempt: (attempt) => attempts.push(attempt),
    reconnected: (ms) => reconnects.push(ms),
    firstEvent() {},
  });
  for (const record of all.slice(1)) face.record(record);
  const { totals } = face.finish();
  return { totals, attempts, reconnects, kinds: totals.findings.first().map((finding) => finding.kind) };
}

const successes = ({ totals }: ReturnType<typeof check>) => `${totals.successes} of ${totals.attemptsEligible}`;

describe("an attempt that", () => {
  test.each([
    { claim: "brought all is a success", second: (seqs: number[]) => seqs, found: [], rate: "1 of 1" },
    {
      claim: "lost an event is not a success, though that is only sure at the stream's end",
      second: (seqs: number[]) => seqs.filter((seq) => seq !== 7),
      found: ["lost"],
      rate: "0 of 1",
    },
  ])("$claim", ({ second, found, rate }) => {
    const checked = check(streamRecords(1, { second }));
    expect([checked.kinds, successes(checked)]).toEqual([found, rate]);
  });
});

/** A probe before one of the resumes: records of a connection of its own. */
function withProbe(records: readonly HistoryRecord[], status: number, code: string, beforeRetry = 0): HistoryRecord[] {
  const place = records.findIndex((record) => record.k === "conn" && record.retry === beforeRetry);
  const next = records[place] as ConnRecord;
  const { s, c } = next;
  const conn: ConnRecord = {
    ...next,
    due: next.due - 50,
    at: next.at - 50,
    intent: "probe",
    probe: "forged",
    must: [{ status: 401, code: "RESUME_TOKEN_INVALID" }],
    retry: 0,
  };
  const type = status === 200 ? "text/event-stream" : "application/json";
  const why = status === 200 ? "cut" : "refused";
  const probe: HistoryRecord[] = [
    conn,
    { k: "answer", s, c, at: conn.at + 1, status, type, ...(code === "" ? {} : { code }) },
    { k: "close", s, c, at: conn.at + 2, why, bytes: 1, events: 0 },
  ];
  const later = records.slice(place).map((record) => ("c" in record ? { ...record, c: record.c + 1 } : record));
  return [...records.slice(0, place), ...probe, ...later];
}

describe("a probe", () => {
  test.each([
    { claim: "that is refused as it must be changes nothing", status: 401, code: "RESUME_TOKEN_INVALID", found: [] },
    { claim: "that is accepted is found", status: 200, code: "", found: ["wrongly-accepted"] },
    {
      claim: "that is refused in another way is found",
      status: 410,
      code: "RESUME_TOKEN_EXPIRED",
      found: ["wrongly-refused"],
    },
  ])("$claim, and is in no rate", ({ status, code, found }) => {
    const checked = check(withProbe(streamRecords(1), status, code));
    expect([checked.kinds, successes(checked), checked.totals.attempts]).toEqual([found, "1 of 1", 2]);
  });

  test("does not stand for the client's wish to come back, from which reconnects are timed", () => {
    const plain = check(streamRecords(1)).reconnects;
    expect(check(withProbe(streamRecords(1), 401, "RESUME_TOKEN_INVALID")).reconnects).toEqual(plain);
  });

  test("does not take the place of an attempt that was told to wait", () => {
    const waiting = streamRecords(1, { answers: [{ status: 503, code: "SHUTTING_DOWN", retryAfterMs: 50 }, {}] });
    expect(successes(check(withProbe(waiting, 401, "RESUME_TOKEN_INVALID", 1)))).toBe("1 of 1");
  });
});
