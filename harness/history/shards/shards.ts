import { errors, RefusalError } from "../../errors.ts";
import { readHistory } from "../read-history.ts";
import type { HeadRecord, HistoryRecord } from "../records.ts";

/** What must be known about one shard's history before it is copied. */
export interface Shard {
  readonly path: string;
  readonly head: HeadRecord;
  readonly index: number;
  readonly of: number;
}

/** As many as the command line lets one plan have. */
const mostShards = 9_999;

/** The head of each file, in the order in which they were given. */
export async function readShards(paths: readonly string[]): Promise<Shard[]> {
  const shards: Shard[] = [];
  for (const path of paths) shards.push(await readShard(path));
  return shards;
}

/** Thrown to stop reading a file after its head. */
class FirstRecord extends Error {
  readonly record: HistoryRecord;
  constructor(record: HistoryRecord) {
    super();
    this.record = record;
  }
}

async function readShard(path: string): Promise<Shard> {
  const first = await readShardFile(path, (record) => {
    throw new FirstRecord(record);
  }).catch((error: unknown) => {
    if (error instanceof FirstRecord) return error.record;
    throw error;
  });
  const found = first?.k === "head" ? first : null;
  if (!found) throw badShard(path, "it has no head");
  const shard = found.face.shard;
  if (!shard) throw badShard(path, "it is not a shard: it holds the whole plan");
  const { index, of } = shard;
  if (!(Number.isInteger(index) && Number.isInteger(of) && index >= 0 && index < of && of <= mostShards))
    throw badShard(path, `its part ${index} (from 0) of ${of} cannot be`);
  return { path, head: found, index, of };
}

/** The shards in order. @throws RefusalError (exit 3) when one is missing, given twice, or of another face */
export function shardsInOrder(shards: readonly Shard[]): Shard[] {
  const first = shards[0];
  if (!first) throw badShard("(no file)", "nothing was given");
  const byIndex = new Map<number, Shard>();
  for (const shard of shards) {
    const other = differs(first, shard);
    if (other) throw badShard(shard.path, `its ${other} is not that of ${first.path}`);
    const before = byIndex.get(shard.index);
    if (before) throw badShard(shard.path, `shard ${shard.index + 1}/${shard.of} was given already, as ${before.path}`);
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

/** Reads one shard. `ready` is awaited before each further chunk. @throws RefusalError (exit 3) when it is damaged */
export async function readShardFile(
  path: string,
  onRecord: (record: HistoryRecord) => void,
  ready?: () => Promise<void>,
): Promise<void> {
  try {
    await readHistory(path, {
      onRecord,
      ...(ready ? { ready } : {}),
      onDamage(line, problem) {
        throw badShard(path, `line ${line}: ${problem}`);
      },
    });
  } catch (error) {
    if (error instanceof RefusalError || error instanceof FirstRecord) throw error;
    throw badShard(path, (error as NodeJS.ErrnoException).code ?? String(error));
  }
}

/** Why one of the files cannot be merged. */
export function badShard(path: string, reason: string): RefusalError {
  return new RefusalError(errors.badHistory(path, reason));
}
