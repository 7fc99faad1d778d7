import type { FaultRecord, HistoryRecord } from "../../../history/records.ts";
import type { RunSettings } from "../../../history/run-info.ts";
import { faceRecords, goodFace, type MadeFace, type MadeStream, streamRecords } from "../history.ts";

/** The code with which the example contract refuses a stream that it no longer has. */
export const code = "STREAM_STATE_NOT_FOUND";
export const refused: MadeStream = { answers: [{ status: 404, code }] };
export const expired: MadeStream = { answers: [{ status: 410, code: "RESUME_TOKEN_EXPIRED" }], resumeAt: 1_000_000 };
export const fault = (
  what: FaultRecord["what"],
  at: number,
  name = "redis-killed",
  observed?: string,
): FaultRecord => ({
  k: "fault",
  name,
  what,
  at,
  ...(observed === undefined ? {} : { observed }),
});
export const proved = [
  fault("started", 100),
  fault("proved", 150, "redis-killed", "PING refused"),
  fault("ended", 400),
];
export const note = (level: "warn" | "error", noteCode: string): HistoryRecord => ({
  k: "note",
  at: 5,
  level,
  code: noteCode,
  text: "Something is wrong",
});
export const telemetry = (name: string, count: number): HistoryRecord => ({
  k: "telemetry",
  name,
  count,
  firstAt: 1,
  lastAt: 2,
});
export const changed = (records: readonly HistoryRecord[], change: (record: HistoryRecord) => HistoryRecord) =>
  records.map(change);
export const ended = (records: readonly HistoryRecord[], end: Partial<Extract<HistoryRecord, { k: "end" }>>) =>
  changed(records, (record) => (record.k === "end" ? { ...record, ...end } : record));
export const limited = (records: readonly HistoryRecord[], limits: object) =>
  changed(records, (record) =>
    record.k === "head"
      ? { ...record, face: { ...record.face, limits: { ...record.face.limits, ...limits } } }
      : record,
  );
export const asked = (records: readonly HistoryRecord[], options: RunSettings) =>
  changed(records, (record) => (record.k === "head" ? { ...record, run: { ...record.run, options } } : record));
export const inject = (records: readonly HistoryRecord[], made: MadeFace = {}) =>
  faceRecords(records, { face: "inject", faces: ["made-up.inject", "made-up.fixed"], ...made });
export const fixed = (made: MadeFace = {}) => goodFace({ faces: ["made-up.inject", "made-up.fixed"], ...made });
export const dropped = (count: number): HistoryRecord[] =>
  Array.from({ length: count }, () => ({ k: "dropped", due: 3, reason: "late" }));
export const uncut = (s: number, whole: boolean) =>
  streamRecords(s, { role: "uncut" }).map((record): HistoryRecord => {
    if (whole) return record;
    if (record.k === "close") return { ...record, why: "error" };
    return record.k === "done" ? { ...record, outcome: "gave-up" } : record;
  });
export const withSymptoms = (symptoms: readonly object[], more: Partial<MadeFace["expect"]> = {}) =>
  ({ symptoms: symptoms as never, ...more }) as NonNullable<MadeFace["expect"]>;
export const orderly = { from: 3_000, at: 3_100 };
