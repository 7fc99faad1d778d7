import { rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { clientReports } from "../../reports/client/client-reports.ts";
import { errors, RefusalError } from "../errors.ts";
import { findReference } from "../lab/reference/find-reference.ts";
import type { ClientResults } from "../lab/results.ts";
import { chosenClientRows, isNamed } from "../lab/run/choose-rows.ts";
import { runLab } from "../lab/run/run-lab.ts";
import { patienceFor } from "../lab/run/run-row.ts";
import { underTest } from "../lab/run/under-test.ts";
import { describedWire } from "../lab/wires/described-wire.ts";
import { wires } from "../lab/wires/wires.ts";
import { drawSeed } from "../run/draw-seed.ts";
import { root } from "../run/environment.ts";
import { loadDescription } from "../run/load-protocol.ts";
import { madeFolder } from "../run/out-folder.ts";
import { reasonOf } from "../thrown.ts";
import { inFolderOfItsOwn } from "./run-target.ts";

/** The options of `resume-gate client`. One of `command` and `page` is needed. */
export interface ClientOptions {
  /** Starts the client, once for each row. It gets the URL as last argument and in RESUME_GATE_URL. */
  readonly command?: string;
  /** A page with the client, opened in Chromium. `{url}` in it becomes the stream's URL. */
  readonly page?: string;
  /**
   * How the client speaks: `event-source` (when absent), `draft-graph`, `mcp`, `openai-responses`, `ai-sdk`, `durable-streams`, or the file of
   * a description.
   */
  readonly protocol?: string;
  /** Absent: all rows of the protocol. */
  readonly rows?: readonly string[];
  /** So many clients in a storm instead of the rows; `command` opens RESUME_GATE_CLIENTS of them. */
  readonly clients?: number;
  /** With `clients`: they have to come back spread over time. */
  readonly mustSpread?: boolean;
  /** The application has to start a new stream after 410. Clients of draft-graph always have to. */
  readonly startAnew?: boolean;
  /** How long one that does not come back is waited for, in milliseconds. Absent: 20,000. A row may take six times as long, and two minutes at least. */
  readonly patienceMs?: number;
  /** For the runbook's rows of draft-graph: `auto` (when absent), `container`, `binary`, a redis:// URL; `none`: the lab plays them. */
  readonly redis?: string;
  readonly seed?: number;
  /** Rows that run side by side. Absent: 4. */
  readonly parallel?: number;
  /** Where results, reports and histories are kept. Absent: nothing is kept. */
  readonly out?: string;
  /** Aborted when the run has to stop: what was recorded until then is judged (exit code 130). */
  readonly signal?: AbortSignal;
}

const usualParallel = 4;

/** What only the command line asks for: a client that is started elsewhere. */
export interface ListenOptions {
  readonly listen?: boolean;
  /** The port on which the lab listens. Absent: any free one. */
  readonly port?: number;
  /** How long the client's first request is waited for, in milliseconds. */
  readonly waitMs?: number;
  /** Called once the lab listens, with the URL of each row. */
  readonly onReady?: (urls: readonly { readonly row: string; readonly url: string }[]) => void;
}

/**
 * Plays the server for a client: serves it provable streams, breaks them row by row, and judges what it asks for and delivers. It
 * prints nothing, never ends the process, and takes none of its signals.
 *
 * @throws RefusalError for options that cannot be used, or a page that cannot be opened
 */
export async function client(options: ClientOptions): Promise<ClientResults> {
  const { out } = options;
  if (out === undefined) return inFolderOfItsOwn((folder) => judgeClient(options, () => folder));
  return judgeClientInto(out, options);
}

/** The same, with histories, results and reports left in a folder. */
async function judgeClientInto(out: string, options: ClientOptions & ListenOptions): Promise<ClientResults> {
  const results = await judgeClientFor(out, options);
  await writeClientReports(out, results);
  return results;
}

/** Judges the client, and leaves its histories in a folder. An earlier run's reports go, as they could be mistaken for this run's. */
export function judgeClientFor(out: string, options: ClientOptions & ListenOptions): Promise<ClientResults> {
  return judgeClient(options, () => {
    const folder = madeFolder(path.join(out, "resume-gate-out", "clients"));
    for (const { file } of clientReports) rmSync(path.join(out, file), { force: true });
    return folder;
  });
}

/** Writes the results and their reports into a folder. @throws RefusalError for one that cannot be written */
export async function writeClientReports(out: string, results: ClientResults): Promise<void> {
  for (const { file, render } of clientReports) {
    try {
      await writeFile(path.join(out, file), render(results));
    } catch (error) {
      throw new RefusalError(errors.unwritable(path.join(out, file), reasonOf(error)));
    }
  }
}

/** @throws RefusalError (exit 2) for an option that nothing would use: its reader would believe that it was tested */
function refuseUnused({ clients, mustSpread, protocol, redis = "auto" }: ClientOptions): void {
  const refuse = (option: string, why: string): never => {
    throw new RefusalError(errors.badUsage(`${option} has no effect ${why}.`, `Leave ${option} out.`));
  };
  if (mustSpread && clients === undefined) refuse("--must-spread", "without --clients");
  if (redis !== "auto" && protocol !== "draft-graph") refuse("--redis", "for other protocols than draft-graph");
}

/** @param historyFolder called once the options are known to be usable */
async function judgeClient(
  options: ClientOptions & ListenOptions,
  historyFolder: () => string,
): Promise<ClientResults> {
  const { protocol = "event-source", rows: names = [], clients, startAnew, mustSpread, signal } = options;
  const { redis = "auto", patienceMs, listen, port, waitMs, onReady } = options;
  const wire = isNamed(protocol) ? wires[protocol] : describedWire(await loadDescription(protocol));
  const many = clients !== undefined;
  refuseUnused(options);
  const { rows, notOffered } = chosenClientRows({ names, protocol, wire, many });
  const folder = historyFolder();
  const reference = protocol === "draft-graph" ? await findReference(rows, redis, root) : undefined;
  const clientUnderTest = await underTest(options);
  try {
    return await runLab({
      rows,
      client: clientUnderTest,
      protocol,
      wire,
      notOffered,
      reference,
      seed: options.seed ?? drawSeed(),
      parallel: listen ? rows.length : (options.parallel ?? usualParallel),
      mustStartAnew: startAnew === true || protocol === "draft-graph",
      ...(clients === undefined ? {} : { clients, mustSpread: mustSpread === true }),
      patience: {
        ...(patienceMs === undefined ? {} : patienceFor(patienceMs)),
        ...(waitMs === undefined ? {} : { firstMs: waitMs }),
      },
      ...(port === undefined ? {} : { port }),
      onReady: (urlOf) => onReady?.(rows.map((row) => ({ row: row.name, url: urlOf(row) }))),
      folder,
      signal: signal ?? new AbortController().signal,
    });
  } finally {
    await clientUnderTest.close?.();
  }
}
