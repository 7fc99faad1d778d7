import { Command } from "commander";
import { distance } from "fastest-levenshtein";
import { errors, RefusalError } from "../../errors.ts";
import type { HeadRecord } from "../../history/records.ts";
import { isClientHistory, readClientHistory } from "../../lab/history/read-history.ts";
import { clientTimeline, renderClientTimeline } from "../../lab/history/timeline.ts";
import { StreamFinder } from "../../replay/find-stream.ts";
import { readRecords, readTimeline } from "../../replay/read-timeline.ts";
import { timelineText } from "../../replay/timeline-text.ts";
import { requireExisting } from "../../run/history-files.ts";
import { wantsColor } from "../output/wants-color.ts";

interface ReplayOptions {
  readonly stream?: string;
  readonly json?: true;
}

/** `resume-gate replay`: one stream of a stored history as a timeline, with the findings where they came up. */
export function replayVerb(): Command {
  return new Command("replay")
    .description("show one stream of a stored history: what was sent, cut, resumed, and where it went wrong")
    .argument("<history>", "a history file that `run` or `client` left")
    .option(
      "--stream <id>",
      "which stream: its number, its request_id, or the beginning of it (a client's history has only one)",
    )
    .option("--json", "print as JSON")
    .action(replay);
}

async function replay(file: string, options: ReplayOptions): Promise<void> {
  requireExisting([file]);
  if (await isClientHistory(file)) return replayClient(file, options);
  if (options.stream === undefined) {
    throw new RefusalError(errors.badUsage("A run's history holds many streams.", "Name one of them with --stream."));
  }
  const { head, s } = await find(file, options.stream);
  const timeline = await readTimeline(file, head, s);
  const color = wantsColor(process.stdout, process.env);
  process.stdout.write(`${options.json ? JSON.stringify(timeline, null, 2) : timelineText(timeline, { color })}\n`);
}

/** Shows one client's row, judged again. */
async function replayClient(file: string, { stream, json }: ReplayOptions): Promise<void> {
  if (stream !== undefined) {
    throw new RefusalError(
      errors.badUsage("--stream has no effect: a client's history is one stream.", "Leave --stream out."),
    );
  }
  const { records, verdict } = await readClientHistory(file);
  const items = clientTimeline(records, verdict);
  const text = json
    ? JSON.stringify({ ...verdict, items }, null, 2)
    : `${renderClientTimeline(items)}\n\n${verdict.verdict}`;
  process.stdout.write(`${text}\n`);
}

/** @throws RefusalError for a history without a head (exit 3), or a stream that is not in it (exit 2) */
async function find(file: string, wanted: string): Promise<{ head: HeadRecord; s: number }> {
  const finder = new StreamFinder(wanted, distance);
  let head: HeadRecord | null = null;
  await readRecords(file, (record) => {
    if (record.k === "head") head ??= record;
    finder.record(record);
  });
  if (!head) throw new RefusalError(errors.badHistory(file, "its first line, the head, is missing"));
  const [found, ...others] = finder.found;
  if (!found) {
    const near =
      finder.nearest.length === 0 ? "It holds no stream." : `Near it there are: ${finder.nearest.join(", ")}.`;
    throw new RefusalError(errors.badUsage(`There is no stream "${wanted}" in ${file}.`, near));
  }
  if (others.length > 0) {
    const all = finder.found.slice(0, 5).map(({ requestId, s }) => requestId ?? String(s));
    throw new RefusalError(
      errors.badUsage(`"${wanted}" begins several request_ids.`, `For example: ${all.join(", ")}.`),
    );
  }
  return { head, s: found.s };
}
