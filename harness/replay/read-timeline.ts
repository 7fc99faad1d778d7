import { errors, RefusalError } from "../errors.ts";
import { readHistory } from "../history/read-history.ts";
import type { HeadRecord } from "../history/records.ts";
import type { Timeline } from "./timeline-item.ts";
import { Timelines, type TimelinesOptions } from "./timelines.ts";

/** The timeline of one stream of a history file, by the stream's number. */
export async function readTimeline(file: string, head: HeadRecord, s: number): Promise<Timeline> {
  const timelines = new Timelines(head, { streams: [s] });
  await readRecords(file, (record) => timelines.record(record));
  return timelines.finish()[0] as Timeline;
}

/** Timelines of several streams of a history file, which is read once. Empty if the file has no head, or is of another run than `run`. */
export async function readTimelines(file: string, run: string | null, options: TimelinesOptions): Promise<Timeline[]> {
  let timelines: Timelines | null = null;
  await readRecords(file, (record) => {
    if (record.k === "head" && (run === null || record.run.id === run)) timelines ??= new Timelines(record, options);
    else timelines?.record(record);
  });
  return (timelines as Timelines | null)?.finish() ?? [];
}

/** The first line of a history, which says what it is of; null without one. */
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
    await readHistory(file, { onRecord, onDamage() {} }); // `check` reports damage; a timeline shows what is left
  } catch (error) {
    const reason = error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : String(error);
    throw new RefusalError(errors.badHistory(file, reason));
  }
}
