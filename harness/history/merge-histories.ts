import { errors, RefusalError } from "../errors.ts";
import { largest, smallest } from "../extremes.ts";
import type { HistorySink } from "./history-writer.ts";
import { hundredths } from "./hundredths.ts";
import { readHistory } from "./read-history.ts";
import type { EndRecord, HeadRecord, HistoryRecord, Role } from "./records.ts";

/** Where the joined history goes. */
export interface MergeSink extends HistorySink {
  /** Resolves when more may be written without filling the memory. */
  drained(): Promise<void>;
}

/** One shard's history, as far as it must be known before it is copied. */
interface Shard {
  readonly path: string;
  readonly head: HeadRecord;
  readonly index: number;
  readonly of: number;
}

export interface Merged {
  readonly shards: number;
  readonly streams: number;
  /** What the last record has to say; the writer counts the records. */
  readonly end: Omit<EndRecord, "k" | "records">;
}

/**
 * Joins the histories of one face's shards into one history, which the judge reads like any other.
 *
 * Each stream gets the number `s * of + index`, which is unique and can be undone. Times are moved to the earliest
 * shard's clock. Reads each file twice, in memory that does not grow with its length.
 *
 * @throws RefusalError (exit 3) when a shard is missing, given twice, cut off, damaged, or of something else
 */
export async function mergeHistories(paths: readonly string[], sink: MergeSink): Promise<Merged> {
  const shards = inOrder(await readShards(paths));
  const first = shards[0] as Shard;
  const startedAt = smallest(shards.map(({ head }) => head.face.startedAt));
  const plannedStreams = shards.reduce((sum, { head }) => sum + head.face.plannedStreams, 0);
  const { shard: _shard, ...face } = first.head.face;
  const traced = shards.flatMap(({ head }) => head.face.traced ?? []);
  sink.write({
    ...first.head,
    face: { ...face, startedAt, plannedStreams, ...(traced.length > 0 ? { traced } : {}) },
  });
  const ends: EndRecord[] = [];
  let streams = 0;
  for (const shard of shards) {
    const { end, opened } = await copyShard(shard, shard.head.face.startedAt - startedAt, sink);
    ends.push(end);
    streams += opened;
  }
  return { shards: shards.length, streams, end: endOf(ends) };
}

async function readShards(paths: readonly string[]): Promise<Shard[]> {
  const shards: Shard[] = [];
  for (const path of paths) shards.push(await readShard(path));
  return shards;
}

/** Ends the reading of a file of which the head is all that is wanted. */
class FirstRecord extends Error {
  readonly record: HistoryRecord;
  constructor(record: HistoryRecord) {
    super();
    this.record = record;
  }
}

async function readShard(path: string): Promise<Shard> {
  const first = await read(path, (record) => {
    throw new FirstRecord(record);
  }).catch((error: unknown) => {
    if (error instanceof FirstRecord) return error.record;
    throw error;
  });
  const found = first?.k === "head" ? first : null;
  if (!found) throw refuse(path, "it has no head");
  const shard = found.face.shard;
  if (!shard) throw refuse(path, "it is not a shard: it holds the whole plan");
  return { path, head: found, index: shard.index, of: shard.of };
}

/** The shards by their index, when they are all there, once, and of the same face. */
function inOrder(shards: readonly Shard[]): Shard[] {
  const first = shards[0];
  if (!first) throw refuse("(no file)", "nothing was given");
  const byIndex = new Map<number, Shard>();
  for (const shard of shards) {
    const other = differs(first, shard);
    if (other) throw refuse(shard.path, `its ${other} is not that of ${first.path}`);
    const before = byIndex.get(shard.index);
    if (before) throw refuse(shard.path, `shard ${shard.index + 1}/${shard.of} was given already, as ${before.path}`);
    byIndex.set(shard.index, shard);
  }
  const missing = Array.from({ length: first.of }, (_, index) => index).filter((index) => !byIndex.has(index));
  if (missing.length > 0) {
    const names = missing.slice(0, 10).map((index) => `${index + 1}/${first.of}`);
    const more = missing.length > names.length ? ` and ${missing.length - names.length} more` : "";
    throw new RefusalError(errors.shardsMissing(names.join(", ") + more));
  }
  return [...byIndex.values()].sort((a, b) => a.index - b.index);
}

/** What two shards of one face must have in common. Run ids differ: each process is a run of its own. */
function differs(a: Shard, b: Shard): string | null {
  const facts = ({ head, of }: Shard): Record<string, unknown> => ({
    scenario: head.face.scenario,
    face: head.face.face,
    seed: head.run.seed,
    profile: head.run.profile,
    "number of shards": of,
    "event times": head.face.eventTimes ?? "event",
    tracing: head.face.traced !== undefined,
    limits: head.face.limits,
    expectation: head.face.expect,
    protocol: head.face.protocol,
  });
  const theirs = facts(b);
  const pair = Object.entries(facts(a)).find(([name, value]) => JSON.stringify(value) !== JSON.stringify(theirs[name]));
  return pair ? pair[0] : null;
}

async function copyShard(
  { path, index, of }: Shard,
  shiftMs: number,
  sink: MergeSink,
): Promise<{ readonly end: EndRecord; readonly opened: number }> {
  let end: EndRecord | null = null;
  let opened = 0;
  let records = 0;
  const take = (record: HistoryRecord) => {
    if (end) throw refuse(path, "there are records after its end");
    if (record.k === "end") {
      end = record;
      if (record.records !== records) throw refuse(path, `${record.records - records} of its records are missing`);
      return;
    }
    records++;
    if (record.k === "head") {
      if (records > 1) throw refuse(path, "it has a second head");
      return;
    }
    if (record.k === "stream") {
      opened++;
      if (!isExtra(record.role) && record.s % of !== index) {
        throw refuse(path, `stream ${record.s} is in it, but belongs to shard ${(record.s % of) + 1}/${of}`);
      }
    }
    if (record.k === "sample") return; // each shard's processes are its own: added up or mixed they would say nothing
    sink.write(moved(renumbered(record, of, index), shiftMs));
  };
  await read(path, take, sink);
  const last = end as EndRecord | null;
  if (!last) throw refuse(path, "it is cut off: its last record is missing");
  return { end: { ...last, at: hundredths(last.at + shiftMs) }, opened };
}

/** No stream of the plan: its number is the next that was free. */
function isExtra(role: Role): boolean {
  return role === "restart" || role === "witness" || role === "reader";
}

function renumbered(record: HistoryRecord, of: number, index: number): HistoryRecord {
  if (!("s" in record)) return record;
  const s = record.s * of + index;
  if (record.k === "stream" && record.replaces !== undefined) {
    return { ...record, s, replaces: record.replaces * of + index };
  }
  if (record.k === "stream" && record.of !== undefined) return { ...record, s, of: record.of * of + index };
  return { ...record, s };
}

/** The record on a clock that began this much earlier. */
function moved(record: HistoryRecord, ms: number): HistoryRecord {
  if (ms === 0) return record;
  const later = (at: number) => hundredths(at + ms);
  switch (record.k) {
    case "ev":
      return { ...record, at: record.at.map(later) };
    case "conn":
      return { ...record, due: later(record.due), at: later(record.at) };
    case "stream":
    case "dropped":
      return { ...record, due: later(record.due) };
    case "telemetry":
      return { ...record, firstAt: later(record.firstAt), lastAt: later(record.lastAt) };
    case "head":
      return record;
    default:
      return { ...record, at: later(record.at) };
  }
}

/** All ends as one: over when the last was, complete when all were. */
function endOf(ends: readonly EndRecord[]): Merged["end"] {
  const status = (["failed", "interrupted"] as const).find((each) => ends.some((end) => end.status === each));
  const early = ends.flatMap(({ stoppedEarly }) => stoppedEarly ?? []);
  return {
    at: largest(ends.map(({ at }) => at)),
    status: status ?? "complete",
    ...(early.length > 0 ? { stoppedEarly: [...new Set(early)].join("; ") } : {}),
    loopDelayP99Ms: largest(ends.map((end) => end.loopDelayP99Ms)),
  };
}

async function read(path: string, onRecord: (record: HistoryRecord) => void, sink?: MergeSink): Promise<void> {
  try {
    await readHistory(path, {
      onRecord,
      ...(sink ? { ready: () => sink.drained() } : {}),
      onDamage(line, problem) {
        throw refuse(path, `line ${line}: ${problem}`);
      },
    });
  } catch (error) {
    if (error instanceof RefusalError || error instanceof FirstRecord) throw error;
    throw refuse(path, (error as NodeJS.ErrnoException).code ?? String(error));
  }
}

function refuse(path: string, reason: string): RefusalError {
  return new RefusalError(errors.badHistory(path, reason));
}
