import { describe, expect, test } from "vitest";
import { faceRecords } from "../gate/testing/history.ts";
import { FLAG } from "../history/event-flags.ts";
import type { HistoryRecord } from "../history/records.ts";
import { undocumented } from "../history/terms.ts";
import { factsOf } from "./testing/facts.ts";

const terms = { ...undocumented, name: "d", resumesBy: "cursor", proof: ["number"], cannotSee: "nothing" } as const;
const s = 3;

type Close = Extract<HistoryRecord, { k: "close" }>["why"];
type Done = Extract<HistoryRecord, { k: "done" }>["outcome"];
interface Part {
  readonly status?: number;
  readonly gone?: true;
  readonly retryAfterMs?: number;
  /** Seqs; "gone": the event that says it. */
  readonly events?: readonly (number | "gone")[];
  readonly why: Close;
  readonly intent?: "return" | "probe" | "after-end";
}

function connection({ status = 200, events = [], why, intent = "return", ...said }: Part, c: number): HistoryRecord[] {
  const at = 100 * c;
  const resume = c === 0 ? {} : ({ intent, retry: 0, from: 1 } as const);
  const type = status === 200 ? "text/event-stream" : "";
  const seq = events.map((event) => (event === "gone" ? -1 : event));
  const fl = events.map((event) => (event === "gone" ? FLAG.gone : 0));
  return [
    { k: "conn", s, c, kind: c === 0 ? "start" : "resume", due: at, at, instance: "a", ...resume },
    { k: "answer", s, c, at: at + 1, status, type, ...said },
    ...(seq.length === 0 ? [] : [{ k: "ev", s, c, seq, at: seq.map((_, i) => at + 2 + i), idx: seq, fl } as const]),
    { k: "close", s, c, at: at + 50, why, bytes: 1, events: seq.length },
  ];
}

function judge(parts: readonly Part[], outcome: Done, role: "cut" | "uncut" = "cut") {
  const [head, ...rest] = faceRecords([
    { k: "stream", s, role, due: 0 },
    ...parts.flatMap(connection),
    { k: "done", s, at: 900, outcome },
  ]);
  if (head?.k !== "head") throw new Error("There is no head.");
  const { totals } = factsOf([{ ...head, face: { ...head.face, protocol: terms } }, ...rest]);
  const { completed, failed, errors, attemptsEligible, successes, uncutFailed } = totals;
  const findings = totals.findings.first().map(({ kind }) => kind);
  const answers = [...totals.answers].map(([name]) => name);
  return { completed, failed, errors, eligible: attemptsEligible, successes, uncutFailed, findings, answers };
}

const lost: Part = { events: [0, 1], why: "error" };
const cut: Part = { events: [0, 1], why: "cut" };

describe("an end without a last event", () => {
  test.each<{ claim: string; parts: readonly Part[]; says: Partial<ReturnType<typeof judge>> }>([
    {
      claim: "a close that is the end",
      parts: [{ events: [0, 1], why: "complete" }],
      says: { completed: 1, errors: 0 },
    },
    {
      claim: "a status that is the end",
      parts: [cut, { status: 204, why: "complete" }],
      says: { completed: 1, successes: 1, eligible: 1, answers: ["204"], findings: [] },
    },
    {
      claim: "a status that is the end, before anything came",
      parts: [{ status: 204, why: "complete" }],
      says: { completed: 1, errors: 0, findings: [] },
    },
    {
      claim: "an event that is missing before it is lost all the same",
      parts: [cut, { events: [3], why: "complete" }],
      says: { completed: 0, failed: 1, successes: 0, findings: ["lost"] },
    },
    {
      claim: "a close that is not an end",
      parts: [cut, { events: [2], why: "closed" }],
      says: { completed: 0, successes: 0, errors: 1, findings: ["ended-early"] },
    },
  ])("$claim", ({ parts, says }) => {
    expect(judge(parts, parts.at(-1)?.why === "complete" ? "complete" : "aborted")).toMatchObject(says);
  });

  test("the end of a probe is not the end of the stream", () => {
    const probe: Part = { status: 204, why: "complete", intent: "probe" };
    const lost: Part = { why: "error" };
    expect(judge([cut, probe, lost, lost, lost, lost, lost], "gave-up")).toMatchObject({ completed: 0, failed: 1 });
  });

  test("was not the end if the server sends more to a client that asks once more", () => {
    const whole: Part = { events: [0, 1], why: "complete" };
    const ask = (part: Omit<Part, "intent">) => judge([whole, { ...part, intent: "after-end" }], "complete").findings;
    expect(ask({ why: "complete" })).toEqual([]);
    expect(ask({ status: 404, why: "refused" })).toEqual([]);
    expect(ask({ events: [2, 3], why: "complete" })).toEqual(["ended-early"]);
  });

  test("an uncut stream that ends so has kept its promise", () => {
    expect(judge([{ events: [0, 1], why: "complete" }], "complete", "uncut")).toMatchObject({ uncutFailed: 0 });
  });
});

describe("a client that gives up", () => {
  const fruitless: Part = { why: "error" };
  const broken: readonly Part[] = [{ events: [0, 1], why: "error" }, ...Array.from({ length: 5 }, () => fruitless)];
  test("never saw the end, though its start was refused before it was let in", () => {
    expect(judge([{ status: 503, why: "refused" }, ...broken], "gave-up").findings).toEqual(["unfinished"]);
  });

  test("whose starts and resumes were all refused was told so by each answer", () => {
    const refused: Part = { status: 503, why: "refused" };
    expect(judge([refused, refused, refused], "gave-up").findings).toEqual([]);
  });
});

describe("gone", () => {
  const failed = { completed: 0, failed: 1, eligible: 1, successes: 0, findings: [] };
  test.each<{ claim: string; parts: readonly Part[]; says: Partial<ReturnType<typeof judge>> }>([
    {
      claim: "an answer fails its attempt, and is not a gap",
      parts: [cut, { status: 410, gone: true, why: "refused" }],
      says: { ...failed, errors: 0, answers: ["410 gone"] },
    },
    {
      claim: "a wait that it names does not put its verdict off",
      parts: [cut, { status: 410, gone: true, retryAfterMs: 100, why: "refused" }],
      says: failed,
    },
    {
      claim: "an event fails its attempt, and is not a gap",
      parts: [lost, { events: ["gone"], why: "refused" }],
      says: { ...failed, answers: ["200 gone"] },
    },
    {
      claim: "events before it count, but do not help",
      parts: [lost, { events: [2, 3, "gone"], why: "refused" }],
      says: { ...failed, answers: ["200 gone"] },
    },
    {
      claim: "to a client that was never cut it is an error",
      parts: [{ events: [0, "gone"], why: "refused" }],
      says: { completed: 0, failed: 1, errors: 1, eligible: 0, findings: [] },
    },
  ])("$claim", ({ parts, says }) => expect(judge(parts, "gave-up")).toMatchObject(says));
});

test("a stream whose witness had not finished when the run was interrupted is counted, and not called broken", () => {
  const records: HistoryRecord[] = [
    { k: "stream", s, role: "uncut", due: 0 },
    { k: "conn", s, c: 0, kind: "start", due: 0, at: 0, instance: "a" },
    { k: "answer", s, c: 0, at: 1, status: 200, type: "text/event-stream" },
    {
      k: "ev",
      s,
      c: 0,
      seq: [-1, -1],
      at: [2, 3],
      idx: [0, 1],
      fl: [0, FLAG.final],
      id: [0, 0],
      lo: [1, 2],
      hi: [1, 2],
    },
    { k: "close", s, c: 0, at: 50, why: "complete", bytes: 1, events: 2 },
    { k: "done", s, at: 60, outcome: "complete" },
  ];
  const witness: HistoryRecord[] = [
    { k: "stream", s: 9, role: "witness", due: 1, of: s },
    { k: "conn", s: 9, c: 0, kind: "start", due: 1, at: 1, instance: "a" },
    { k: "close", s: 9, c: 0, at: 70, why: "aborted", bytes: 0, events: 0 },
    { k: "done", s: 9, at: 71, outcome: "gave-up" },
  ];
  const protocol = { ...terms, proof: ["witness"], identified: true } as const;
  for (const seen of [records, [...records, ...witness]]) {
    const [head, ...rest] = faceRecords(seen, { end: "interrupted", expect: { uncutMustComplete: true } });
    if (head?.k !== "head") throw new Error("There is no head.");
    const { totals } = factsOf([{ ...head, face: { ...head.face, protocol } }, ...rest]);
    expect(totals).toMatchObject({ streams: 1, unproved: 1, failed: 0, uncutFailed: 0 });
    expect(totals.proofs.get("witness")?.why).toBe("the run ended before its witness had finished");
  }
});

describe("what a witness of a stream with numbers saw after the client's last event", () => {
  const seenByWitness = (events: readonly number[], ends: boolean): HistoryRecord[] => {
    const of = { s: 9, c: 0 } as const;
    const fl = events.map((_, place) => (ends && place === events.length - 1 ? FLAG.final : 0));
    const marks = { id: events.map(() => 1), lo: events.map(() => 2), hi: events.map(() => 3) };
    return [
      { k: "stream", s: 9, role: "witness", due: 0, of: s },
      { k: "conn", ...of, kind: "start", due: 0, at: 0, instance: "a" },
      { k: "answer", ...of, at: 1, status: 200, type: "text/event-stream" },
      { k: "ev", ...of, seq: [...events], at: events.map((_, i) => 2 + i), idx: [...events], fl, ...marks },
      { k: "close", ...of, at: 800, why: "complete", bytes: 1, events: events.length },
      { k: "done", s: 9, at: 850, outcome: "complete" },
    ];
  };
  const withMarks = (record: HistoryRecord): HistoryRecord =>
    record.k === "ev"
      ? { ...record, id: record.seq.map(() => 1), lo: record.seq.map(() => 2), hi: record.seq.map(() => 3) }
      : record;
  const found = (client: readonly Part[], witness: readonly number[], ends: boolean) => {
    const [head, ...rest] = faceRecords([
      { k: "stream", s, role: "cut", due: 0 },
      ...seenByWitness(witness, ends),
      ...client.flatMap(connection).map(withMarks),
      { k: "done", s, at: 900, outcome: "complete" },
    ]);
    if (head?.k !== "head") throw new Error("There is no head.");
    const protocol = { ...terms, proof: ["number", "witness"] } as const;
    const { totals } = factsOf([{ ...head, face: { ...head.face, protocol } }, ...rest]);
    return totals.findings.first().map(({ kind, text }) => `${kind}: ${text}`);
  };

  test.each([
    {
      claim: "was lost, where a status ended the stream early",
      witness: [0, 1, 2, 3],
      ends: true,
      lost: ["lost: Event 2 never came."],
    },
    { claim: "was nothing, where only the event that ends it is missing", witness: [0, 1, 2], ends: true, lost: [] },
    { claim: "was nothing, where both have the same", witness: [0, 1], ends: false, lost: [] },
  ])("$claim", ({ witness, ends, lost }) => {
    expect(found([cut, { status: 204, why: "complete" }], witness, ends)).toEqual(lost);
  });
});
