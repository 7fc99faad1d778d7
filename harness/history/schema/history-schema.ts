import type { DocumentRecord, UnprovedRecord } from "../proof-records.ts";
import type * as records from "../records.ts";
import { HISTORY_SCHEMA } from "../records.ts";
import type { SampleRecord } from "../samples.ts";
import { faultSeen } from "./fault-seen-schema.ts";
import { face, run } from "./head-schema.ts";
import { flag, list, number, object, only, optional, orNull, type Schema, tagged, text } from "./schema-types.ts";

/**
 * The JSON Schema of a history's lines. The compiler holds it to the types of `records.ts`: a property that is missing here,
 * has another type, or is optional in one place only, is an error. `history.schema.json` is generated from it.
 */
type Kinds = { readonly [K in records.HistoryRecord["k"]]: Schema<Extract<records.HistoryRecord, { k: K }>> };

/** By kind of record. */
export const kinds: Kinds = {
  head: object<records.HeadRecord>({ k: only("head"), schema: only(HISTORY_SCHEMA), run, face }),
  stream: object<records.StreamRecord>({
    k: only("stream"),
    s: number,
    role: only("cut", "uncut", "late", "orphan", "restart", "witness", "reader"),
    due: number,
    replaces: optional(number),
    of: optional(number),
  }),
  conn: object<records.ConnRecord>({
    k: only("conn"),
    s: number,
    c: number,
    kind: only("start", "resume"),
    due: number,
    at: number,
    instance: text,
    intent: optional(only("return", "late", "withdrawn", "probe", "after-end")),
    probe: optional(text),
    must: optional(list(object<{ readonly status: number; readonly code: string }>({ status: number, code: text }))),
    retry: optional(number),
    from: optional(number),
    token: optional(object<NonNullable<records.ConnRecord["token"]>>({ seq: number, exp: number, kid: text })),
  }),
  answer: object<records.AnswerRecord>({
    k: only("answer"),
    s: number,
    c: number,
    at: number,
    status: number,
    type: text,
    rid: optional(text),
    code: optional(text),
    reason: optional(text),
    retryAfterMs: optional(number),
    partial: optional(only(true)),
    mode: optional(text),
    gone: optional(only(true)),
    leak: optional(only("secret", "token")),
  }),
  ev: object<records.EventsRecord>({
    k: only("ev"),
    s: number,
    c: number,
    seq: list(number),
    at: list(number),
    idx: list(number),
    fl: list(number),
    id: optional(list(number)),
    lo: optional(list(number)),
    hi: optional(list(number)),
  }),
  token: object<records.TokenRecord>({
    k: only("token"),
    s: number,
    c: number,
    at: number,
    seq: number,
    exp: number,
    kid: text,
  }),
  close: object<records.CloseRecord>({
    k: only("close"),
    s: number,
    c: number,
    at: number,
    why: only("complete", "cut", "aborted", "closed", "refused", "error", "timeout"),
    bytes: number,
    events: optional(number),
    error: optional(text),
    unreadable: optional(only(true)),
    resumable: optional(only(true)),
    cut: optional(
      object<NonNullable<records.CloseRecord["cut"]>>({
        how: only("fin", "rst", "silent", "half-open"),
        where: only(
          "after-event",
          "mid-event",
          "in-line",
          "in-character",
          "between-cr-lf",
          "chunk-header",
          "first-byte",
        ),
      }),
    ),
  }),
  done: object<records.DoneRecord>({
    k: only("done"),
    s: number,
    at: number,
    outcome: only("complete", "partial", "gave-up", "orphaned", "aborted"),
  }),
  document: object<DocumentRecord>({
    k: only("document"),
    s: number,
    at: number,
    parts: number,
    whole: number,
    same: flag,
    moved: optional(only(true)),
  }),
  unproved: object<UnprovedRecord>({ k: only("unproved"), s: number, at: number, proof: text, why: text }),
  dropped: object<records.DroppedRecord>({ k: only("dropped"), due: number, reason: text }),
  fault: object<records.FaultRecord>({
    k: only("fault"),
    name: text,
    what: only("started", "proved", "disproved", "ended", "failed"),
    at: number,
    observed: optional(text),
    seen: optional(faultSeen),
  }),
  telemetry: object<records.TelemetryRecord>({
    k: only("telemetry"),
    name: text,
    count: number,
    firstAt: number,
    lastAt: number,
  }),
  sample: object<SampleRecord>({
    k: only("sample"),
    at: number,
    redisMs: optional(orNull(number)),
    redisRss: optional(number),
    redisKeys: optional(number),
    serverRss: optional(number),
    serverCpu: optional(number),
    fill: optional(number),
    harnessRss: number,
    harnessCpu: number,
    loopMs: number,
  }),
  note: object<records.NoteRecord>({
    k: only("note"),
    at: number,
    level: only("warn", "error"),
    code: text,
    text,
  }),
  end: object<records.EndRecord>({
    k: only("end"),
    at: number,
    status: only("complete", "interrupted", "failed"),
    records: number,
    stoppedEarly: optional(text),
    loopDelayP99Ms: number,
  }),
};

/** The schema of any line, for people and for other languages: `history.schema.json`. */
export const historySchema = {
  $schema: "http://json-schema.org/draft-07/schema#",
  $id: "https://resume-gate.example/history.schema.json",
  title: "A line of a history",
  description:
    "Each line of a history is one of these records, the first one a head. The columns of an ev record are of equal length.",
  ...tagged<records.HistoryRecord, "k">("k", kinds).json,
};
