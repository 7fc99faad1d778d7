import { readFileSync } from "node:fs";
import { errors, RefusalError } from "../errors.ts";
import { HistoryWriter } from "../history/history-writer.ts";
import { HISTORY_SCHEMA, type HistoryRecord } from "../history/records.ts";
import { describedProtocol } from "../protocols/description/described-protocol.ts";
import { draftGraph } from "../protocols/draft-graph/draft-graph.ts";
import type { Protocol } from "../protocols/protocol.ts";
import { reasonOf } from "../thrown.ts";
import { notesOf } from "./engine.ts";
import type { K6Job } from "./job.ts";
import type { LaneLine } from "./log/lines.ts";
import { firstLane, readK6Log } from "./log/read-log.ts";
import { K6Records } from "./log/records.ts";

/**
 * Turns the log of one k6 process that ran elsewhere, such as a pod of k6-operator's, into a shard's history.
 *
 * @returns the shard, as the log says it
 * @throws RefusalError (exit 3) when the job or the log cannot be read, or is not one of ours; exit 2 when the history cannot be written
 */
export async function collectLog(files: {
  readonly log: string;
  readonly job: string;
  /** Where the history of this shard goes. */
  readonly historyFile: (shard: LaneLine["shard"]) => string;
}): Promise<{ readonly shard: LaneLine["shard"]; readonly file: string }> {
  const job = readJob(files.job);
  const lane = await firstLane(files.log).catch((error: NodeJS.ErrnoException) => {
    throw new RefusalError(errors.badHistory(files.log, error.code ?? error.message));
  });
  if (!lane) throw new RefusalError(errors.badHistory(files.log, "it contains no line of the k6 script"));
  const { shard, startedAt } = lane;
  const protocol = protocolOf(job);
  const file = files.historyFile(shard);
  let trouble: Error | null = null;
  const writer = new HistoryWriter(file, (error) => {
    trouble = error;
  });
  const plannedStreams = job.streams.filter(({ s }) => s % shard.of === shard.index).length;
  writer.write({
    k: "head",
    schema: HISTORY_SCHEMA,
    run: job.about.run,
    face: { ...job.about.face, protocol: protocol.terms, startedAt, plannedStreams, shard },
  });
  let lastAt = 0;
  const sink = {
    write(record: HistoryRecord) {
      if ("at" in record && typeof record.at === "number") lastAt = Math.max(lastAt, record.at);
      writer.write(record);
    },
  };
  const records = new K6Records(sink, startedAt, protocol.forFace?.() ?? protocol);
  await readK6Log(files.log, records, () => writer.drained());
  const missing = records.finish(lastAt);
  for (const note of notesOf({
    failed: null,
    missing,
    blind: records.blind,
    leftOut: job.about.leftOut,
    probes: false,
    aborted: false,
  })) {
    writer.write({ ...note, at: lastAt });
  }
  await writer.end({ at: lastAt, status: "complete", loopDelayP99Ms: records.lateP99Ms });
  if (trouble !== null) throw new RefusalError(errors.unwritable(file, reasonOf(trouble)));
  return { shard, file };
}

function protocolOf({ described }: K6Job): Protocol {
  if (!described) return draftGraph;
  const { name, description, given, word } = described;
  return describedProtocol(name, description, given, word);
}

function readJob(file: string): K6Job & Required<Pick<K6Job, "about">> {
  let job: Partial<K6Job> | null;
  try {
    job = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new RefusalError(errors.badHistory(file, (error as NodeJS.ErrnoException).code ?? "it is not JSON"));
  }
  const { about, streams } = job ?? {};
  if (!about || !Array.isArray(streams)) {
    throw new RefusalError(errors.badHistory(file, "it is not a job that `resume-gate k6 prepare` wrote"));
  }
  return { ...(job as K6Job), about };
}
