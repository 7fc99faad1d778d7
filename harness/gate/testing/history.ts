import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { FLAG } from "../../history/event-flags.ts";
import type { Expectation, FaceName, Limits } from "../../history/face-info.ts";
import { type AnswerRecord, HISTORY_SCHEMA, type HistoryRecord, type Role } from "../../history/records.ts";
import { undocumented } from "../../history/terms.ts";
import { defaultLimits } from "../../plan/describe-face.ts";
import { draftGraphTerms } from "../../protocols/draft-graph/terms.ts";
import { judge } from "../judge.ts";

/** A made-up stream: it is read to `cutAt`; its client comes back, gets `answers`, and reads on when one is a stream. */
export interface MadeStream {
  readonly role?: Role;
  readonly cutAt?: number;
  readonly events?: number;
  /** The answers to its attempts; the last one ends the stream. Absent: 200. */
  readonly answers?: readonly Partial<AnswerRecord>[];
  /** When its resume is sent. */
  readonly resumeAt?: number;
  /** Changes the events of the second connection. */
  readonly second?: (seqs: number[]) => number[];
}

const startedAt = 1_700_000_000_000;

/** The records of one stream, correct by construction unless `second` says otherwise. */
export function streamRecords(s: number, stream: MadeStream = {}): HistoryRecord[] {
  const { role = "cut", cutAt = 5, events = 10, answers = [{}], resumeAt = 200, second = (seqs) => seqs } = stream;
  const last = events + 2;
  const all = Array.from({ length: last + 1 }, (_, seq) => seq);
  const uncut = role === "uncut";
  const first = uncut ? all : all.filter((seq) => seq < cutAt);
  const rest = second(all.filter((seq) => seq >= cutAt));
  const records: HistoryRecord[] = [
    { k: "stream", s, role, due: 0 },
    { k: "conn", s, c: 0, kind: "start", due: 0, at: 1, instance: "a" },
    { k: "answer", s, c: 0, at: 2, status: 200, type: "text/event-stream", rid: `request-${s}` },
    eventsRecord(s, 0, first, last, 3, -1),
    { k: "close", s, c: 0, at: 100, why: uncut ? "complete" : "cut", bytes: 1, events: first.length },
  ];
  if (uncut) return [...records, { k: "done", s, at: 101, outcome: "complete" }];
  const exp = Math.floor(startedAt / 1_000) + 900;
  answers.forEach((answer, i) => {
    const c = i + 1;
    const at = resumeAt + i * 100;
    const token = { seq: 1, exp, kid: "k" };
    records.push({
      k: "conn",
      s,
      c,
      kind: "resume",
      due: at,
      at,
      instance: "a",
      intent: "return",
      retry: i,
      from: cutAt - 1,
      token,
    });
    const status = answer.status ?? 200;
    records.push({
      k: "answer",
      s,
      c,
      at: at + 1,
      status,
      type: status === 200 ? "text/event-stream" : "application/json",
      ...answer,
    });
    if (status === 200) records.push(eventsRecord(s, c, rest, last, at + 2, cutAt - 1));
    const why = status === 200 ? "complete" : "refused";
    records.push({ k: "close", s, c, at: at + 50, why, bytes: 1, events: status === 200 ? rest.length : 0 });
  });
  const status = answers.at(-1)?.status ?? 200;
  return [...records, { k: "done", s, at: resumeAt + 400, outcome: status === 200 ? "complete" : "gave-up" }];
}

/** Columns of events with the chain flags that they would have: a payload is linked only to the one numbered before it. */
function eventsRecord(
  s: number,
  c: number,
  seqs: readonly number[],
  last: number,
  at: number,
  before: number,
): HistoryRecord {
  const flags = seqs.map((seq, i) => {
    const follows = seq === (seqs[i - 1] ?? before) + 1;
    const chain = seq < 2 ? 0 : follows ? FLAG.linked : FLAG.unlinked;
    return chain | (seq === 1 ? FLAG.token : 0) | (seq === last ? FLAG.final : 0);
  });
  const idx = seqs.map((seq) => (seq < 2 ? -1 : seq - 2));
  return { k: "ev", s, c, seq: seqs, at: seqs.map((_, i) => at + i), idx, fl: flags };
}

export interface MadeFace {
  readonly scenario?: string;
  readonly face?: FaceName;
  readonly expect?: Partial<Expectation>;
  readonly limits?: Partial<Limits>;
  readonly planned?: number;
  readonly faces?: readonly string[];
  /** Further records of the face: faults, notes, telemetry. */
  readonly more?: readonly HistoryRecord[];
  readonly end?: "complete" | "interrupted" | "failed" | null;
}

/** A face's history with these streams' records. */
export function faceRecords(records: readonly HistoryRecord[], made: MadeFace = {}): HistoryRecord[] {
  const { scenario = "made-up", face = "fixed", expect = {}, more = [], end = "complete" } = made;
  const streams = records.filter((record) => record.k === "stream").length;
  const head: HistoryRecord = {
    k: "head",
    schema: HISTORY_SCHEMA,
    run: {
      id: "run-1",
      startedAt: new Date(startedAt).toISOString(),
      seed: 7,
      profile: "pr",
      faces: made.faces ?? [`${scenario}.${face}`],
      environment: { node: "v24", harness: "0", platform: "x", cores: 2, redis: "none", target: "t", gitCommit: null },
    },
    face: {
      scenario,
      face,
      startedAt,
      plannedStreams: made.planned ?? streams,
      limits: { ...defaultLimits, ...made.limits },
      expect: {
        outcome: face === "inject" ? "red" : "green",
        symptoms: face === "inject" ? [{ kind: "refused", status: 410, code: "RESUME_TOKEN_EXPIRED" }] : [],
        minShare: 90,
        phase: "all",
        faults: [],
        telemetry: [],
        uncutMustComplete: false,
        ...expect,
      },
      protocol: draftGraphTerms,
    },
  };
  const body = [head, ...records, ...more];
  if (end === null) return body;
  return [...body, { k: "end", at: 1_000, status: end, records: body.length, loopDelayP99Ms: 20 }];
}

/** A correct face with enough attempts to prove 98 %. */
export function goodFace(made: MadeFace = {}, count = 250): HistoryRecord[] {
  return faceRecords(Array.from({ length: count }, (_, s) => streamRecords(s)).flat(), made);
}

export function toText(records: readonly HistoryRecord[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join("");
}

/** Writes histories into a temporary folder, calls `use` with their paths, and removes the folder. */
export async function withFiles<T>(texts: readonly string[], use: (paths: string[]) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), "resume-gate-test-"));
  try {
    const paths = texts.map((text, i) => {
      const file = path.join(folder, `${i}.ndjson`);
      writeFileSync(file, text);
      return file;
    });
    return await use(paths);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Judges these faces, each in its own file. */
export function judgeAll(...faces: readonly (readonly HistoryRecord[])[]) {
  return withFiles(faces.map(toText), (paths) => judge(paths));
}

/** The records of this many streams. */
export function many(count: number, stream: (s: number) => MadeStream = () => ({})): HistoryRecord[] {
  return Array.from({ length: count }, (_, s) => streamRecords(s, stream(s))).flat();
}

/** What the judge knows of a described protocol whose events are numbered. */
export const describedTerms = {
  ...undocumented,
  name: "mine",
  resumesBy: "cursor",
  proof: ["number"],
  cannotSee: "much.",
} as const;
