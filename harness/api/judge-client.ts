import { writeFile } from "node:fs/promises";
import path from "node:path";
import { clientReports } from "../../reports/client/client-reports.ts";
import { chosenClientRows, isNamed } from "../lab/choose-rows.ts";
import { findReference } from "../lab/reference/find-reference.ts";
import type { ClientResults } from "../lab/results.ts";
import { runLab } from "../lab/run-lab.ts";
import { patienceFor } from "../lab/run-row.ts";
import { underTest } from "../lab/under-test.ts";
import { describedWire } from "../lab/wires/described-wire.ts";
import { wires } from "../lab/wires/wires.ts";
import { root } from "../run/environment.ts";
import { loadDescription } from "../run/load-protocol.ts";
import { madeFolder } from "../run/out-folder.ts";
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

/**
 * Plays the server for a client: serves it provable streams, breaks them row by row, and judges what it asks for and delivers. It
 * prints nothing, never ends the process, and takes none of its signals.
 *
 * @throws RefusalError for options that cannot be used, or a page that cannot be opened
 */
export async function client(options: ClientOptions): Promise<ClientResults> {
  const { out } = options;
  if (out === undefined) return inFolderOfItsOwn((folder) => judge(folder, options));
  const results = await judge(madeFolder(path.join(out, "resume-gate-out", "clients")), options);
  for (const { file, render } of clientReports) await writeFile(path.join(out, file), render(results));
  return results;
}

async function judge(folder: string, options: ClientOptions): Promise<ClientResults> {
  const { protocol = "event-source", rows = [], clients, startAnew, mustSpread, signal } = options;
  const wire = isNamed(protocol) ? wires[protocol] : describedWire(await loadDescription(protocol));
  const many = clients !== undefined;
  const { rows: chosen, notOffered } = chosenClientRows({ names: rows, protocol, wire, many });
  const { redis = "auto", patienceMs } = options;
  const reference = protocol === "draft-graph" ? await findReference(chosen, redis, root) : undefined;
  const under = await underTest(options);
  try {
    return await runLab({
      rows: chosen,
      client: under,
      protocol,
      wire,
      notOffered,
      reference,
      seed: options.seed ?? Math.floor(Math.random() * 2 ** 31),
      parallel: options.parallel ?? usualParallel,
      mustStartAnew: startAnew === true || protocol === "draft-graph",
      ...(clients === undefined ? {} : { clients, mustSpread: mustSpread === true }),
      ...(patienceMs === undefined ? {} : { patience: patienceFor(patienceMs) }),
      folder,
      signal: signal ?? new AbortController().signal,
    });
  } finally {
    await under.close?.();
  }
}
