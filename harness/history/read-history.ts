import { createReadStream } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { recordProblem } from "./record-problem.ts";
import type { HeadRecord, HistoryRecord } from "./records.ts";
import { type HeadRecordV1, upgraded } from "./v1.ts";

/** Something wrong with a history file. `line` counts from 1. */
export interface Damage {
  readonly path: string;
  readonly line: number;
  readonly problem: string;
}

export interface HistoryHandlers {
  /** A record and its line number. The head of an older version is upgraded first. */
  onRecord(record: HistoryRecord, line: number): void;
  /** A line that is not a record. Reading continues with the next line. */
  onDamage(line: number, problem: string): void;
  /** Awaited before each further chunk is read, so that a slow consumer is not overrun. */
  ready?(): Promise<void>;
}

/** A longer line cannot be a record, so it is not kept in memory. */
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
    return onDamage(line, `not JSON: ${excerpt(text)}`);
  }
  const problem = recordProblem(value);
  if (problem) return onDamage(line, problem);
  const record = value as Exclude<HistoryRecord, { k: "head" }> | HeadRecord | HeadRecordV1;
  onRecord(record.k === "head" ? upgraded(record) : record, line);
}

function excerpt(text: string): string {
  const short = text.slice(0, 60).replaceAll(/[^\x20-\x7e]/g, "?");
  return JSON.stringify(short.length < text.length ? `${short}…` : short);
}
