import { renameSync, rmSync } from "node:fs";
import { Command } from "commander";
import { errors, RefusalError } from "../../errors.ts";
import { HistoryWriter } from "../../history/history-writer.ts";
import { mergeHistories } from "../../history/shards/merge-histories.ts";
import { requireExisting } from "../../run/history-files.ts";

/** `resume-gate merge`: one history of all shards of a face; `resume-gate check` judges it like any other. */
export function mergeVerb(): Command {
  return new Command("merge")
    .description("join the histories of a face's shards into one; missing or repeated shards are refused")
    .argument("<history...>", "one file per shard, in any order")
    .requiredOption("--out <file>", "the file for the joined history")
    .action(merge);
}

async function merge(paths: readonly string[], { out }: { readonly out: string }): Promise<void> {
  requireExisting(paths);
  const temporary = `${out}.${process.pid}.tmp`;
  let trouble: Error | null = null;
  const writer = new HistoryWriter(temporary, (error) => {
    trouble = error;
  });
  try {
    const { shards, streams, end } = await mergeHistories(paths, writer);
    await writer.end(end);
    if (trouble) throw trouble;
    renameSync(temporary, out);
    process.stdout.write(`${out}: ${shards} shards, ${streams} streams, ${writer.records} records.\n`);
  } catch (error) {
    await writer.end({ at: 0, status: "failed", loopDelayP99Ms: 0 });
    rmSync(temporary, { force: true });
    if (trouble) {
      const { code, message } = trouble as NodeJS.ErrnoException;
      throw new RefusalError(errors.unwritable(out, code ?? message));
    }
    throw error;
  }
}
