import { describe, expect, test } from "vitest";
import { faceRecords, type MadeFace, streamRecords } from "../gate/testing/history.ts";
import { FLAG } from "../history/event-flags.ts";
import type { HeadRecord, HistoryRecord } from "../history/records.ts";
import { FaceCheck, type FaceFacts } from "./face-check.ts";
import type { JudgedAttempt } from "./observer.ts";
import { deaf } from "./testing/facts.ts";

/** Checks records and gives the facts, with all calls that an observer got. */
function check(records: readonly HistoryRecord[]) {
  const told = {
    opened: [] as number[],
    ended: [] as number[],
    events: 0,
    attempts: [] as JudgedAttempt[],
    reconnects: [] as number[],
    first: [] as number[],
  };
  const face = new FaceCheck(records[0] as HeadRecord, {
    streamOpened: (at) => told.opened.push(at),
    streamEnded: (at) => told.ended.push(at),
    events: (at) => {
      told.events += at.length;
    },
    attempt: (attempt) => told.attempts.push(attempt),
    reconnected: (ms) => told.reconnects.push(ms),
    firstEvent: (ms) => told.first.push(ms),
  });
  for (const record of records.slice(1)) face.record(record);
  const facts = face.finish();
  return { facts, told, found: findings(facts) };
}

const findings = ({ totals }: FaceFacts) => totals.findings.first().map(({ kind, text }) => `${kind}: ${text}`);
const face = (records: readonly HistoryRecord[], made: MadeFace = {}) => check(faceRecords(records, made));

/** One stream's records by hand: a start, and what happens on it. */
type Step = Partial<HistoryRecord> & { readonly k: HistoryRecord["k"] };
function stream(role: "cut" | "uncut" | "late" | "orphan", ...steps: readonly Step[]): HistoryRecord[] {
  return [
    { k: "stream", s: 7, role, due: 10 },
    { k: "conn", s: 7, c: 0, kind: "start", due: 10, at: 11, instance: "a" },
    ...steps.map((step) => ({ s: 7, c: 0, ...step }) as HistoryRecord),
  ];
}
const ok: Step = { k: "answer", at: 12, status: 200, type: "text/event-stream", rid: "request-7" } as Step;
const events = (...seqs: number[]): Step =>
  ({
    k: "ev",
    seq: seqs,
    at: seqs.map((seq) => 20 + seq),
    idx: seqs.map((seq) => (seq < 2 ? -1 : seq - 2)),
    fl: seqs.map((seq) => (seq < 2 ? (seq === 1 ? FLAG.token : 0) : FLAG.linked)),
  }) as Step;
const close = (why: string, count: number, error?: string): Step =>
  ({ k: "close", at: 100, why, bytes: 1, events: count, ...(error ? { error } : {}) }) as Step;
const done = (outcome: string): Step => ({ k: "done", at: 110, outcome }) as Step;

describe("a stream's connection", () => {
  test.each([
    {
      claim: "closed in good order before the last event has ended early",
      steps: [ok, events(0, 1, 2), close("closed", 3), done("aborted")],
      found: ["ended-early: The server closed the stream in good order, before its last event."],
      errors: 1,
    },
    {
      claim: "closed without one event has ended early too",
      steps: [ok, close("closed", 0), done("aborted")],
      found: ["ended-early: The server closed the stream in good order, without one event."],
      errors: 1,
    },
    {
      claim: "that we end has not",
      steps: [ok, events(0, 1, 2), close("cut", 3), done("aborted")],
      found: [],
      errors: 0,
    },
    {
      claim: "that the network ends is an error and no finding",
      steps: [ok, events(0, 1, 2), close("error", 3, "ECONNRESET"), done("aborted")],
      found: [],
      errors: 1,
    },
    {
      claim: "that falls silent has stalled",
      steps: [ok, events(0), close("timeout", 1, "silent for 35000 ms"), done("aborted")],
      found: ["stalled: The stream fell silent: silent for 35000 ms."],
      errors: 1,
    },
    {
      claim: "that falls silent without a reason has stalled",
      steps: [ok, close("timeout", 0), done("aborted")],
      found: ["stalled: The stream fell silent: no event came."],
      errors: 1,
    },
    {
      claim: "that is never answered is an error",
      steps: [close("timeout", 0, "no answer"), done("aborted")],
      found: [],
      errors: 1,
    },
    {
      claim: "with a silence over the limit has stalled",
      steps: [ok, { ...events(0, 1), at: [20, 10_021] } as Step, close("cut", 2), done("aborted")],
      found: ["stalled: No event came for 10001 ms."],
      errors: 0,
    },
    {
      claim: "with a silence at the limit has not",
      steps: [ok, { ...events(0, 1), at: [20, 10_020] } as Step, close("cut", 2), done("aborted")],
      found: [],
      errors: 0,
    },
    {
      claim: "whose first event comes too late has stalled",
      steps: [ok, { ...events(0), at: [10_013] } as Step, close("cut", 1), done("aborted")],
      found: ["stalled: No event came for 10001 ms."],
      errors: 0,
    },
    {
      claim: "answered with another type is not a stream, and an error",
      steps: [{ ...ok, type: "text/html" } as Step, close("refused", 0), done("aborted")],
      found: ['not-a-stream: A 200 came with Content-Type "text/html".'],
      errors: 1,
    },
    {
      claim: "answered 500 is an error",
      steps: [{ ...ok, status: 500, type: "" } as Step, close("refused", 0), done("aborted")],
      found: [],
      errors: 1,
    },
    {
      claim: "answered 401 at its start is an error",
      steps: [{ ...ok, status: 401, type: "" } as Step, close("refused", 0), done("aborted")],
      found: [],
      errors: 1,
    },
    {
      claim: "answered 429 at its start is not an error: it was asked to wait",
      steps: [{ ...ok, status: 429, type: "" } as Step, close("refused", 0), done("aborted")],
      found: [],
      errors: 0,
    },
    {
      claim: "answered 503 is not an error: another instance is there",
      steps: [{ ...ok, status: 503, type: "" } as Step, close("refused", 0), done("aborted")],
      found: [],
      errors: 0,
    },
  ])("$claim", ({ steps, found, errors }) => {
    const { found: kinds, facts } = face(stream("cut", ...steps));
    expect(kinds).toEqual(found);
    expect({ errors: facts.totals.errors, requests: facts.totals.requests }).toEqual({ errors, requests: 1 });
  });
});

describe("a client that gives up", () => {
  const unavailable = { ...events(0, 1), fl: [0, FLAG.linked | FLAG.resumeUnavailable], idx: [-1, 0] } as Step;
  test.each([
    {
      claim: "with a token never saw the end",
      steps: [ok, events(0, 1, 2), close("cut", 3), done("gave-up")],
      found: ["unfinished: Its client used up its attempts to come back and never saw the last event."],
      errors: 0,
    },
    {
      claim: "without a token cannot come back",
      steps: [ok, events(0), close("cut", 1), done("gave-up")],
      found: ["unfinished: It was cut before it had a token, so its client could not come back."],
      errors: 0,
    },
    {
      claim: "that was told that resume is unavailable counts as an error",
      steps: [ok, unavailable, close("cut", 2), done("gave-up")],
      found: ["unresumable: It was cut, and the server had given it no token: resume was unavailable."],
      errors: 1,
    },
    {
      claim: "because its start was refused is found by the answer",
      steps: [{ ...ok, status: 503, type: "" } as Step, close("refused", 0), done("gave-up")],
      found: [],
      errors: 0,
    },
  ])("$claim", ({ steps, found, errors }) => {
    const { found: kinds, facts } = face(stream("cut", ...steps));
    expect({ kinds, errors: facts.totals.errors, failed: facts.totals.failed }).toEqual({
      kinds: found,
      errors,
      failed: 1,
    });
  });

  test("because the fault brings it about is tolerated where the face says so", () => {
    const steps = [ok, unavailable, close("cut", 2), done("gave-up")];
    const { found, facts } = face(stream("cut", ...steps), { expect: { tolerate: ["unresumable"] } });
    expect({ found, errors: facts.totals.errors, tolerated: facts.totals.tolerated.counts.unresumable }).toEqual({
      found: [],
      errors: 0,
      tolerated: 1,
    });
  });

  test("on purpose, being late, has not failed", () => {
    expect(face(stream("late", ok, events(0, 1), close("cut", 2), done("gave-up"))).facts.totals.failed).toBe(0);
    expect(face(stream("orphan", ok, close("cut", 0), done("orphaned"))).facts.totals).toMatchObject({
      failed: 0,
      streams: 1,
      completed: 0,
    });
  });
});

test("an event sent twice on the first connection is said to be that", () => {
  const twice = { ...events(0, 1, 2), seq: [0, 1, 1], idx: [-1, -1, -1], fl: [0, FLAG.token, FLAG.dropped] } as Step;
  const { found } = face(stream("cut", ok, twice, close("cut", 3), done("aborted")));
  expect(found).toEqual(["duplicated: Event 1 was sent twice, on one connection."]);
});

describe("the counts", () => {
  test("of a stream that was cut and came back", () => {
    const { facts, told } = face(streamRecords(1));
    expect(facts.totals).toMatchObject({
      streams: 1,
      completed: 1,
      failed: 0,
      requests: 2,
      attempts: 1,
      attemptsJudged: 1,
      attemptsSucceeded: 1,
      attemptsEligible: 1,
      successes: 1,
      eventsReceived: 13,
      redelivered: 0,
      errors: 0,
      trimmedStreams: 0,
    });
    expect(told).toEqual({
      opened: [0],
      ended: [600],
      events: 13,
      attempts: [{ at: 200, eligible: true, success: true, symptom: false, refused: false, answer: "200" }],
      reconnects: [2],
      first: [3],
    });
    expect(Object.fromEntries(facts.totals.answers)).toEqual({ "200": 1 });
  });

  test("of attempts that waited: the reconnect time runs from the first wish to come back", () => {
    const wait = { status: 404, code: "STREAM_STATE_NOT_FOUND", retryAfterMs: 100 };
    const { facts, told } = face(streamRecords(1, { answers: [wait, wait, {}] }));
    expect(facts.totals).toMatchObject({
      attempts: 3,
      attemptsJudged: 3,
      attemptsSucceeded: 1,
      attemptsEligible: 1,
      successes: 1,
    });
    expect(told.reconnects).toEqual([202]);
    expect(told.attempts.map(({ eligible, refused }) => [eligible, refused])).toEqual([
      [false, true],
      [false, true],
      [true, false],
    ]);
  });

  test.each([
    { claim: "got no answer", before: [] },
    { claim: "brought nothing new", before: [{ k: "answer", at: 201, status: 200, type: "text/event-stream" }] },
  ])("of an attempt after one that $claim: the reconnect time runs from the first wish to come back", ({ before }) => {
    const [opening, rest] = [streamRecords(1).slice(0, 5), streamRecords(1, { resumeAt: 900 }).slice(5)];
    const lost = [
      { k: "conn", kind: "resume", due: 200, at: 200, instance: "a", intent: "return", retry: 0, from: 4 },
      ...before,
      { k: "close", at: 250, why: "error", bytes: 0, events: 0 },
    ].map((record) => ({ s: 1, c: 1, ...record }) as HistoryRecord);
    const later = rest.map((record) => ("c" in record ? { ...record, c: 2 } : record) as HistoryRecord);
    expect(face([...opening, ...lost, ...later]).told.reconnects).toEqual([702]);
  });

  test("of an attempt after one that brought something new: the client was back between them", () => {
    const [opening, rest] = [streamRecords(1).slice(0, 5), streamRecords(1, { cutAt: 6, resumeAt: 900 }).slice(5)];
    const lost = [
      { k: "conn", kind: "resume", due: 200, at: 200, instance: "a", intent: "return", retry: 0, from: 4 },
      { k: "answer", at: 201, status: 200, type: "text/event-stream" },
      { k: "ev", seq: [5], at: [202], idx: [3], fl: [FLAG.linked] },
      { k: "close", at: 250, why: "error", bytes: 0, events: 1 },
    ].map((record) => ({ s: 1, c: 1, ...record }) as HistoryRecord);
    const later = rest.map((record) => ("c" in record ? { ...record, c: 2 } : record) as HistoryRecord);
    expect(face([...opening, ...lost, ...later]).told.reconnects).toEqual([2]);
  });

  test("of an attempt that was told to wait, and did not", () => {
    const wait = { status: 404, code: "STREAM_STATE_NOT_FOUND", retryAfterMs: 100 };
    expect(face(streamRecords(1, { answers: [wait] })).facts.totals).toMatchObject({
      attemptsEligible: 1,
      successes: 0,
      failed: 1,
    });
  });

  test("of one that waited when the run was stopped: nothing is known", () => {
    const wait = { status: 404, code: "STREAM_STATE_NOT_FOUND", retryAfterMs: 100 };
    const records = streamRecords(1, { answers: [wait] }).map((record) =>
      record.k === "done" ? { ...record, outcome: "aborted" as const } : record,
    );
    expect(face(records).facts.totals).toMatchObject({ attemptsEligible: 0, attemptsJudged: 0, failed: 0 });
  });

  test.each([
    { claim: "trimmed events that were refused", answer: { status: 410, code: "BUFFER_TRIMMED" }, partial: 0 },
    { claim: "trimmed events of which the graph came", answer: { partial: true as const }, partial: 1 },
  ])("of $claim", ({ answer, partial }) => {
    const { facts } = face(streamRecords(1, { answers: [answer], second: (seqs) => seqs.slice(-1) }));
    expect(facts.totals).toMatchObject({
      trimmedStreams: 1,
      partialRecoveries: partial,
      successes: 0,
      attemptsEligible: 1,
      completed: 0,
    });
    expect(facts.totals.findings.counts.lost).toBe(0);
  });

  test("of redelivered events", () => {
    const records = streamRecords(1).map((record): HistoryRecord => {
      if (record.k === "conn" && record.kind === "resume") return { ...record, from: -1 };
      if (record.k === "ev" && record.c === 1)
        return {
          ...record,
          seq: [2, 3, ...record.seq],
          at: [201, 201, ...record.at],
          idx: [-1, -1, ...record.idx],
          fl: [FLAG.dropped, FLAG.dropped, ...record.fl],
        };
      return record.k === "close" && record.c === 1 ? { ...record, events: 10 } : record;
    });
    expect(face(records).facts.totals).toMatchObject({ redelivered: 2, successes: 1, eventsReceived: 15 });
  });

  test("of events sent again from the start, when the client named no event and had no token", () => {
    const again = [0, 1, 2, 3, 4];
    const records = streamRecords(1).map((record): HistoryRecord => {
      if (record.k === "conn" && record.kind === "resume") {
        const { from: _from, token: _token, ...rest } = record;
        return rest;
      }
      if (record.k === "ev" && record.c === 1)
        return {
          ...record,
          seq: [...again, ...record.seq],
          at: [...again.map(() => 201), ...record.at],
          idx: [...again.map(() => -1), ...record.idx],
          fl: [...again.map(() => FLAG.dropped), ...record.fl],
        };
      return record.k === "close" && record.c === 1 ? { ...record, events: 13 } : record;
    });
    const { facts, found } = face(records);
    expect(found).toEqual([]);
    expect(facts.totals).toMatchObject({ redelivered: 5, successes: 1 });
  });

  test("of an attempt that brought only what its client had, and broke", () => {
    const opening = streamRecords(1).slice(0, 5);
    const { facts } = face([
      ...opening,
      ...[
        { k: "conn", c: 1, kind: "resume", due: 200, at: 200, instance: "a", intent: "return", retry: 0, from: -1 },
        { k: "answer", c: 1, at: 201, status: 200, type: "text/event-stream" },
        { k: "ev", c: 1, seq: [2, 3], at: [202, 203], idx: [-1, -1], fl: [FLAG.dropped, FLAG.dropped] },
        { k: "close", c: 1, at: 204, why: "error", bytes: 1, events: 2 },
        { k: "done", at: 300, outcome: "gave-up" },
      ].map((record) => ({ s: 1, ...record }) as HistoryRecord),
    ]);
    expect(facts.totals).toMatchObject({ attemptsEligible: 1, successes: 0, redelivered: 2 });
  });

  test("of an attempt after one that had its payloads trimmed: that was another connection", () => {
    const records = streamRecords(1).map((record): HistoryRecord => {
      if (record.k !== "ev" || record.c !== 0) return record;
      return { ...record, idx: [-1, -1, -1, 1, 2], fl: [0, FLAG.token, FLAG.payloadTrimmed, FLAG.linked, FLAG.linked] };
    });
    expect(face(records).facts.totals).toMatchObject({ attemptsEligible: 1, successes: 1, partialRecoveries: 0 });
  });

  test("of a probe and a withdrawn attempt between two attempts: the wish to come back is still the first one", () => {
    const wait = { status: 404, code: "STREAM_STATE_NOT_FOUND", retryAfterMs: 100 };
    const records = streamRecords(1, { answers: [wait, {}] });
    const at = records.findIndex((record) => record.k === "conn" && record.c === 2);
    const between = (["withdrawn", "probe"] as const).flatMap((intent, i): HistoryRecord[] => [
      { k: "conn", s: 1, c: 2 + i, kind: "resume", due: 280, at: 280, instance: "a", intent },
      { k: "close", s: 1, c: 2 + i, at: 281, why: "cut", bytes: 0, events: 0 },
    ]);
    const after = records.slice(at).map((record) => ("c" in record ? { ...record, c: 4 } : record) as HistoryRecord);
    expect(face([...records.slice(0, at), ...between, ...after]).told.reconnects).toEqual([102]);
  });

  test("of bodies that came as a whole: their events have no times of their own", () => {
    const [head, ...rest] = faceRecords(streamRecords(1));
    const { told } = check([
      { ...head, face: { ...(head as HeadRecord).face, eventTimes: "body" } } as HeadRecord,
      ...rest,
    ]);
    expect({ first: told.first, reconnects: told.reconnects }).toEqual({ first: [], reconnects: [1] });
  });

  test("of withdrawn attempts and probes: neither is a user's", () => {
    const more = (c: number, intent: "withdrawn" | "probe"): HistoryRecord[] => [
      { k: "conn", s: 1, c, kind: "resume", due: 200, at: 200, instance: "a", intent },
      { k: "close", s: 1, c, at: 201, why: "cut", bytes: 0, events: 0 },
    ];
    const [opening, rest] = [streamRecords(1).slice(0, 5), streamRecords(1).slice(5)];
    const shifted = rest.map((record) =>
      "c" in record && record.c === 1 ? { ...record, c: 3 } : record,
    ) as HistoryRecord[];
    const { facts } = face([...opening, ...more(1, "withdrawn"), ...more(2, "probe"), ...shifted]);
    expect(facts.totals).toMatchObject({
      attempts: 3,
      withdrawn: 1,
      attemptsJudged: 1,
      attemptsEligible: 1,
      successes: 1,
      completed: 1,
    });
    expect(Object.fromEntries(facts.totals.answers)).toEqual({ "200": 1, "no answer": 1 });
  });
});

describe("records that are missing", () => {
  const records = faceRecords([...streamRecords(1), ...streamRecords(2)]);
  test.each(records.slice(1, -1).map((record, i) => ({ record, place: i + 1 })))(
    "$record.k at $place: it is noticed, and nobody is accused",
    ({ place }) => {
      const { facts, found } = check(records.toSpliced(place, 1));
      expect(found).toEqual([]);
      expect(facts.missingRecords).toBe(1);
    },
  );

  test("a stream whose connection or events are missing is counted and not judged", () => {
    const events = records.findIndex((record) => record.k === "ev" && record.c === 1);
    expect(check(records.toSpliced(events, 1)).facts.totals).toMatchObject({
      streams: 2,
      tainted: 1,
      completed: 1,
      attemptsEligible: 1,
    });
    const conn = records.findIndex((record) => record.k === "conn" && record.c === 0);
    expect(check(records.toSpliced(conn, 1)).facts.totals).toMatchObject({ streams: 2, tainted: 1 });
  });

  const made: readonly { readonly of: string; readonly stream: HistoryRecord[]; readonly made?: MadeFace }[] = [
    { of: "an uncut stream", stream: streamRecords(1, { role: "uncut" }) },
    {
      of: "a refused resume",
      stream: streamRecords(1, { answers: [{ status: 404, code: "STREAM_STATE_NOT_FOUND" }] }),
    },
    {
      of: "a partial recovery",
      stream: streamRecords(1, { answers: [{ partial: true }], second: (seqs) => seqs.slice(-1) }),
      made: { expect: { graphSuffices: true } },
    },
  ];
  const missing = made.flatMap(({ of, stream, made }) =>
    stream.slice(1).map(({ k }, i) => ({ of, k, place: i + 2, whole: faceRecords(stream, made) })),
  );
  test.each(missing)("$k of $of: its stream is counted and not judged", ({ whole, place }) => {
    const before = check(whole).facts.totals;
    const { facts, found } = check(whole.toSpliced(place, 1));
    expect(found).toEqual([]);
    expect(facts.totals).toMatchObject({ tainted: 1, completed: 0, failed: 0, uncutFailed: 0 });
    expect(facts.totals.errors).toBeLessThanOrEqual(before.errors);
  });

  test("a history that is cut off has no end and an unknown number of missing records; open streams are not judged", () => {
    const { facts } = check(records.slice(0, -3));
    expect({
      end: facts.end,
      missing: facts.missingRecords,
      tainted: facts.totals.tainted,
      lastAt: facts.lastAt > 0,
    }).toEqual({ end: null, missing: null, tainted: 1, lastAt: true });
  });

  test("a damaged line taints the streams that are open there, and only those", () => {
    const checker = new FaceCheck(records[0] as HeadRecord, deaf);
    records.slice(1).forEach((record, i) => {
      if (i === 3) checker.damage();
      checker.record(record);
    });
    const { totals, missingRecords } = checker.finish();
    expect({ streams: totals.streams, tainted: totals.tainted, completed: totals.completed, missingRecords }).toEqual({
      streams: 2,
      tainted: 1,
      completed: 1,
      missingRecords: -1,
    });
  });

  test("after a damaged line, a stream without its own record is counted and not judged", () => {
    const checker = new FaceCheck(records[0] as HeadRecord, deaf);
    checker.damage();
    for (const record of records.slice(2)) checker.record(record);
    expect(checker.finish().totals).toMatchObject({ streams: 2, tainted: 1, completed: 1 });
  });
});

test("records of the face are kept as they came", () => {
  const more: HistoryRecord[] = [
    { k: "fault", name: "redis-killed", what: "started", at: 5 },
    { k: "telemetry", name: "assist.sse.x", count: 2, firstAt: 1, lastAt: 2 },
    { k: "note", at: 1, level: "warn", code: "X", text: "y" },
    { k: "sample", at: 4, harnessRss: 1, harnessCpu: 2, loopMs: 3 },
    { k: "dropped", due: 3, reason: "late" },
  ];
  const { facts } = face(streamRecords(1), { more });
  expect([...facts.faults, ...facts.telemetry, ...facts.notes, ...facts.samples]).toEqual(more.slice(0, 4));
  expect({ dropped: facts.totals.droppedArrivals, end: facts.end?.status, missing: facts.missingRecords }).toEqual({
    dropped: 1,
    end: "complete",
    missing: 0,
  });
});
