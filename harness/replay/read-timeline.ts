import { errors, RefusalError } from "../errors.ts";
import { readHistory } from "../history/reader.ts";
import type { HeadRecord } from "../history/records.ts";
import { type Timeline, TimelineBuilder } from "./timeline.ts";

/** The timeline of one stream of a history file, by the stream's number. */
export async function readTimeline(file: string, head: HeadRecord, s: number): Promise<Timeline> {
  const builder = new TimelineBuilder(head, s);
  let lastAt = 0;
  await readRecords(file, (record) => {
    if (record.k === "end" || record.k === "done") lastAt = Math.max(lastAt, record.at);
    builder.record(record);
  });
  return builder.finish(lastAt);
}

/** What a history is of; null where its first line is missing. */
export async function readHeadRecord(file: string): Promise<HeadRecord | null> {
  let head: HeadRecord | null = null;
  await readRecords(file, (record) => {
    if (record.k === "head") head ??= record;
  });
  return head;
}

/** @throws RefusalError (exit 3) for a file that cannot be read */
export async function readRecords(
  file: string,
  onRecord: Parameters<typeof readHistory>[1]["onRecord"],
): Promise<void> {
  try {
    await readHistory(file, { onRecord, onDamage() {} }); // `check` tells what is damaged; here the rest is shown
  } catch (error) {
    const reason = error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : String(error);
    throw new RefusalError(errors.badHistory(file, reason));
  }
}
