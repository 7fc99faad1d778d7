import { largest, smallest } from "../../extremes.ts";
import type { HistorySink } from "../history-writer.ts";
import { hundredths } from "../hundredths.ts";
import type { EndRecord, HistoryRecord } from "../records.ts";
import { isExtra, moved, renumbered } from "./move-record.ts";
import { badShard, readShardFile, readShards, type Shard, shardsInOrder } from "./shards.ts";

/** Where the joined history goes. */
export interface MergeSink extends HistorySink {
  /** Resolves when more may be written without filling the memory. */
  drained(): Promise<void>;
}

export interface Merged {
  readonly shards: number;
  readonly streams: number;
  /** The content of the last record; the writer adds the number of records. */
  readonly end: Omit<EndRecord, "k" | "records">;
}

/**
 * Joins the histories of one face's shards into one history, which the judge reads like any other.
 *
 * Each stream gets the number `s * of + index`: it is unique, and shard and old number can be told from it. Times are moved
 * to the earliest shard's clock. Reads each file twice, in memory that does not grow with its length.
 *
 * @throws RefusalError (exit 3) when a shard is missing, given twice, cut off, damaged, or of another face
 */
export async function mergeHistories(paths: readonly string[], sink: MergeSink): Promise<Merged> {
  const shards = shardsInOrder(await readShards(paths));
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

async function copyShard(
  { path, index, of }: Shard,
  shiftMs: number,
  sink: MergeSink,
): Promise<{ readonly end: EndRecord; readonly opened: number }> {
  let end: EndRecord | null = null;
  let opened = 0;
  let records = 0;
  const take = (record: HistoryRecord) => {
    if (end) throw badShard(path, "there are records after its end");
    if (record.k === "end") {
      end = record;
      if (record.records !== records) throw badShard(path, `${record.records - records} of its records are missing`);
      return;
    }
    records++;
    if (record.k === "head") {
      if (records > 1) throw badShard(path, "it has a second head");
      return;
    }
    if (record.k === "stream") {
      opened++;
      if (!isExtra(record.role) && record.s % of !== index) {
        throw badShard(path, `stream ${record.s} is in it, but belongs to shard ${(record.s % of) + 1}/${of}`);
      }
    }
    if (record.k === "sample") return; // each shard samples its own processes: added up or mixed, the numbers would mean nothing
    sink.write(moved(renumbered(record, of, index), shiftMs));
  };
  await readShardFile(path, take, () => sink.drained());
  const last = end as EndRecord | null;
  if (!last) throw badShard(path, "it is cut off: its last record is missing");
  return { end: { ...last, at: hundredths(last.at + shiftMs) }, opened };
}

/** One end for all shards: at the time of the last one, and complete when all are. */
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
