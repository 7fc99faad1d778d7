import { randomBytes, randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { ClientRow } from "../../../rows/client/row.ts";
import { inParallel } from "../../run/side-by-side/in-parallel.ts";
import type { ClientUnderTest } from "../clients/client.ts";
import type { LabRecord } from "../history/records.ts";
import { judgeRow } from "../judge/judge.ts";
import { judgeMany } from "../judge/many.ts";
import type { Reference } from "../reference/find-reference.ts";
import type { ClientResults } from "../results.ts";
import { LabServer } from "../stage/lab-server.ts";
import type { NotOffered, ProtocolWire } from "../wires/wire.ts";
import { conclude, type JudgedRow } from "./conclude.ts";
import { runMany } from "./run-many.ts";
import { type Patience, runRow, usualPatience } from "./run-row.ts";

export interface LabRun {
  readonly rows: readonly ClientRow[];
  readonly client: ClientUnderTest;
  /** Its name, or that of the description's file. */
  readonly protocol: string;
  /** How it speaks, where that is neither event-source nor draft-graph. */
  readonly wire?: ProtocolWire | undefined;
  readonly notOffered?: readonly NotOffered[];
  /** What reference servers are started with; or, as a sentence, why the lab plays their rows. */
  readonly reference?: Reference | undefined;
  readonly seed: number;
  /** Rows that run side by side. */
  readonly parallel: number;
  /** The application has to start a new stream after 401 and 410. */
  readonly mustStartAnew: boolean;
  readonly patience?: Partial<Patience>;
  /** Where the histories and the client's output go. It exists. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly port?: number;
  /** Clients of the rows that are about many. */
  readonly clients?: number;
  /** Many clients have to come back spread over time. */
  readonly mustSpread?: boolean;
  onRow?(row: ClientRow): void;
  /** Told once the server listens. */
  onReady?(urlOf: (row: ClientRow) => string): void;
}

/** Runs the rows against one client, each on a stage of its own, and judges them. */
export async function runLab(run: LabRun): Promise<ClientResults> {
  const { rows, client, protocol, seed, parallel, mustStartAnew, folder, signal } = run;
  const startedAt = new Date();
  const patience = { ...usualPatience, ...run.patience };
  const manyRules = { clients: run.clients ?? 1, mustSpread: run.mustSpread === true };
  const seen = new Map<ClientRow, readonly LabRecord[]>();
  const lab = await LabServer.start(run.port);
  try {
    run.onReady?.((row) => lab.urlOf(row.name));
    await inParallel(rows.length, parallel, async (number) => {
      const row = rows[number] as ClientRow;
      const logFile = path.join(folder, `${row.name}.log`);
      const credentials = credentialsFor(protocol);
      if (signal.aborted) return "stop";
      const given = { row, lab, client, seed, credentials, patience, mustStartAnew, logFile, signal };
      const session = { ...given, protocol, wire: run.wire, reference: run.reference };
      const records = row.many ? await runMany(session, manyRules) : await runRow(session);
      seen.set(row, records);
      await writeHistory(folder, row, records);
      run.onRow?.(row);
      return null;
    });
  } finally {
    await lab.close();
  }
  const reports = [...seen.values()].some(reportsIn);
  for (const [row, records] of seen) {
    if (reports && !reportsIn(records)) await writeHistory(folder, row, records.map(withReports));
  }
  const judged: JudgedRow[] = rows.flatMap((row) => {
    const records = seen.get(row);
    if (!records) return [];
    const verdict = row.many ? judgeMany(row, records, manyRules) : judgeRow(row, records, { reports, mustStartAnew });
    return [{ row, records, verdict, history: path.basename(historyOf(folder, row)) }];
  });
  return conclude(judged, {
    id: randomUUID(),
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
    seed,
    protocol,
    notOffered: run.notOffered ?? [],
    ...(run.reference === undefined ? {} : { reference: run.reference }),
    client: client.describe,
    interrupted: signal.aborted,
  });
}

function reportsIn(records: readonly LabRecord[]): boolean {
  return records.some(({ k }) => k === "got");
}

/** The head says what only other rows show, so that the history alone is judged as the run judged it. */
function withReports(record: LabRecord): LabRecord {
  return record.k === "head" ? { ...record, reports: true } : record;
}

async function writeHistory(folder: string, row: ClientRow, records: readonly LabRecord[]): Promise<void> {
  await writeFile(historyOf(folder, row), records.map((record) => `${JSON.stringify(record)}\n`).join(""));
}

function historyOf(folder: string, { name }: ClientRow): string {
  return path.join(folder, `${name}.ndjson`);
}

/** Made for one row, so that they are nobody's secret. */
function credentialsFor(protocol: string): Readonly<Record<string, string>> {
  const key = randomBytes(12).toString("hex");
  return protocol === "draft-graph" ? { "X-Olumi-Assist-Key": key } : { Authorization: `Bearer ${key}` };
}
