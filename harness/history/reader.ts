import { createReadStream } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import type { HistoryRecord } from "./records.ts";

/** Something wrong with a history file. `line` counts from 1. */
export interface Damage {
  readonly path: string;
  readonly line: number;
  readonly problem: string;
}

export interface HistoryHandlers {
  /** A record, with its line. */
  onRecord(record: HistoryRecord, line: number): void;
  /** A line that is no record. Reading goes on behind it. */
  onDamage(line: number, problem: string): void;
  /** Waited for before each further chunk is read, so that a slow taker is not overrun. */
  ready?(): Promise<void>;
}

/** A line longer than this is no record of ours, and is not kept in memory to find out. */
const maxLineLength = 8 * 1024 * 1024;

/**
 * Reads a history line by line, in memory that does not grow with the file.
 *
 * @returns the number of lines
 * @throws the file system's error when the file cannot be read
 */
export async function readHistory(path: string, handlers: HistoryHandlers): Promise<number> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  let line = 0;
  let tooLong = false;
  const take = (text: string, whole: boolean) => {
    line++;
    if (tooLong || text.length > maxLineLength) handlers.onDamage(line, `longer than ${maxLineLength} characters`);
    else if (!whole) handlers.onDamage(line, `cut off after ${text.length} characters`);
    else readLine(text, line, handlers);
    tooLong = false;
  };
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    const text = rest + decoder.write(chunk as Buffer);
    let from = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
      take(text.slice(from, end), true);
      from = end + 1;
    }
    await handlers.ready?.();
    rest = text.slice(from);
    if (rest.length > maxLineLength) {
      tooLong = true;
      rest = "";
    }
  }
  rest += decoder.end();
  if (rest !== "" || tooLong) take(rest, false);
  return line;
}

function readLine(text: string, line: number, { onRecord, onDamage }: HistoryHandlers): void {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return onDamage(line, `no JSON: ${excerpt(text)}`);
  }
  const problem = problemOf(value);
  if (problem) onDamage(line, `${problem}: ${excerpt(text)}`);
  else onRecord(value as HistoryRecord, line);
}

function excerpt(text: string): string {
  const short = text.slice(0, 60).replaceAll(/[^\x20-\x7e]/g, "?");
  return JSON.stringify(short.length < text.length ? `${short}…` : short);
}

/** The fields that the judge counts on, by kind: `n` a finite number, `s` a string. */
const fields: Readonly<Record<string, Readonly<Record<string, "n" | "s">>>> = {
  stream: { s: "n", role: "s", due: "n" },
  conn: { s: "n", c: "n", kind: "s", due: "n", at: "n" },
  answer: { s: "n", c: "n", at: "n", status: "n", type: "s" },
  token: { s: "n", c: "n", at: "n", seq: "n", exp: "n" },
  close: { s: "n", c: "n", at: "n", why: "s", bytes: "n" },
  done: { s: "n", at: "n", outcome: "s" },
  dropped: { due: "n" },
  fault: { name: "s", what: "s", at: "n" },
  telemetry: { name: "s", count: "n" },
  sample: { at: "n", harnessRss: "n", harnessCpu: "n", loopMs: "n" },
  note: { at: "n", level: "s", code: "s", text: "s" },
  end: { at: "n", status: "s", records: "n" },
};
const columns = ["seq", "at", "idx", "fl"] as const;

/** Why a value is no record, or null. The head is looked at more closely by who needs it. */
function problemOf(value: unknown): string | null {
  if (typeof value !== "object" || value === null) return "no record";
  const record = value as Record<string, unknown>;
  const kind = record.k;
  if (kind === "ev") return eventsProblem(record);
  if (kind === "head") return headProblem(record);
  const wanted = typeof kind === "string" && Object.hasOwn(fields, kind) ? fields[kind] : undefined;
  if (!wanted) return "a record of unknown kind";
  for (const [name, type] of Object.entries(wanted)) {
    const fits = type === "n" ? Number.isFinite(record[name]) : typeof record[name] === "string";
    if (!fits) return `a "${String(kind)}" record without a usable "${name}"`;
  }
  return null;
}

function eventsProblem(record: Record<string, unknown>): string | null {
  if (!Number.isFinite(record.s) || !Number.isFinite(record.c)) return 'an "ev" record without a stream';
  const length = Array.isArray(record.seq) ? record.seq.length : -1;
  for (const name of columns) {
    const column = record[name];
    if (!Array.isArray(column) || column.length !== length) return `an "ev" record without a usable "${name}"`;
    for (const each of column) if (typeof each !== "number") return `an "ev" record without a usable "${name}"`;
  }
  return null;
}

function headProblem({ run, face, schema }: Record<string, unknown>): string | null {
  if (typeof schema !== "string") return "a head without a schema";
  const about = run as Record<string, unknown> | null | undefined;
  const which = face as Record<string, unknown> | null | undefined;
  if (typeof about?.id !== "string" || !Array.isArray(about.faces)) return "a head without a run";
  if (typeof which?.scenario !== "string" || typeof which.face !== "string") return "a head without a face";
  if (typeof which.expect !== "object" || typeof which.limits !== "object") return "a head without limits";
  return null;
}
