import { setTimeout as sleep } from "node:timers/promises";
import type { ClientRow } from "../../../rows/client/row.ts";
import type { ClientUnderTest, RunningClient } from "../clients/client.ts";
import { type DoneRecord, LAB_HISTORY, type LabRecord } from "../history/records.ts";
import type { Reference } from "../reference/find-reference.ts";
import { ReferenceStage } from "../reference/reference-stage.ts";
import type { LabServer } from "../stage/lab-server.ts";
import type { RowStage } from "../stage/row-stage.ts";
import { Stage } from "../stage/stage.ts";
import type { ProtocolWire } from "../wires/wire.ts";

/** How long the lab goes on watching, in milliseconds. */
export interface Patience {
  /** For the client's first request. */
  readonly firstMs: number;
  /** After the end of the stream, for what comes twice. */
  readonly graceMs: number;
  /** After an answer that may be the last, for another request. Longer than the pause of a browser, which is about 3 s. */
  readonly quietMs: number;
  /** After an answer behind which the client has to come back. It may wait longer than it was asked to, so this is long. */
  readonly returnMs: number;
  /** For a row in all. */
  readonly limitMs: number;
}

export const usualPatience: Patience = {
  firstMs: 20_000,
  graceMs: 250,
  quietMs: 4_500,
  returnMs: 20_000,
  limitMs: 120_000,
};

/** Returns that no row needs more of. */
const mostReturns = 6;

/** A client is waited for so long; a row may take as long as one that comes back a few times with all its patience. */
export function patienceFor(returnMs: number): Pick<Patience, "returnMs" | "limitMs"> {
  return { returnMs, limitMs: Math.max(usualPatience.limitMs, returnMs * mostReturns) };
}

/** More requests than this show all that there is to see; and more for what was refused for good. */
const mostRequests = 60;
const mostRepeats = 4;
const pollMs = 15;
/** Of what a client printed, so much is shown. */
const shownLines = 3;
const mostShown = 300;

export interface RowSession {
  readonly row: ClientRow;
  readonly lab: LabServer;
  readonly client: ClientUnderTest;
  readonly seed: number;
  readonly credentials: Readonly<Record<string, string>>;
  readonly patience: Patience;
  readonly mustStartAnew: boolean;
  readonly protocol: string;
  readonly wire: ProtocolWire | undefined;
  /** What a real server is started with, where the row wants one. Absent, or a sentence: the lab plays it. */
  readonly reference?: Reference | undefined;
  readonly logFile: string;
  readonly signal: AbortSignal;
}

/** Runs one row against one client. Everything that was started is stopped on every way out. @returns what was seen */
export async function runRow(session: RowSession): Promise<readonly LabRecord[]> {
  const { row, lab, client, seed, credentials, wire, protocol, logFile, signal } = session;
  const over = new AbortController();
  const stage = stageOf(session, AbortSignal.any([over.signal, signal]));
  stage.write({
    k: "head",
    schema: LAB_HISTORY,
    row: row.name,
    protocol,
    seed,
    client: client.describe,
    mustStartAnew: session.mustStartAnew,
    startedAt: new Date().toISOString(),
    ...(wire ? { cursorName: wire.cursorName } : {}),
    ...(wire?.startCursor === undefined ? {} : { startCursor: wire.startCursor }),
    ...(stage instanceof ReferenceStage ? { answeredBy: "reference server" as const } : {}),
  });
  const url = lab.put(stage);
  let running: RunningClient | null = null;
  try {
    await stage.prepare?.();
    stage.write({ k: "client", at: stage.now(), what: "started", how: client.describe, ok: null });
    running = await client.start({
      url,
      row: row.name,
      credentials,
      signal,
      logFile,
      onDelivery: (delivery) => stage.delivered(delivery),
    });
    const why = await whenOver(stage, running, session);
    stage.write({ k: "done", at: stage.now(), why });
  } finally {
    over.abort();
    await running?.stop();
    await stage.idle();
    lab.take(stage);
    await stage.dispose?.();
  }
  return stage.records;
}

/** The lab plays the row, unless there is a server that can answer it. */
function stageOf(session: RowSession, signal: AbortSignal): RowStage {
  const { row, seed, credentials, wire, reference, logFile } = session;
  if (typeof reference !== "object" || row.reference === undefined) {
    return new Stage({ row, seed, credentials, wire: wire?.play(row), signal });
  }
  const logPrefix = logFile.replace(/\.log$/, ".server");
  return new ReferenceStage({ row, face: row.reference, reference, credentials, logPrefix, signal });
}

async function whenOver(
  stage: RowStage,
  running: RunningClient,
  { patience, mustStartAnew, signal }: RowSession,
): Promise<DoneRecord["why"]> {
  let ended = false;
  let over = false;
  void running.ended.then(({ how, ok }) => {
    if (over || signal.aborted) return; // we ended it ourselves
    const printed = ok ? "" : wordsOf(running.printed());
    stage.write({ k: "client", at: stage.now(), what: "ended", how: printed ? `${how}: ${printed}` : how, ok });
    ended = true;
  });
  const why = (): DoneRecord["why"] | null => {
    const quiet = stage.now() - stage.lastAt;
    if (signal.aborted) return "aborted";
    if (ended) return "client-ended";
    if (stage.requests > mostRequests || stage.script.repeats > mostRepeats) return "hammered";
    if (stage.script.finished && stage.allReported && quiet > patience.graceMs) return "finished";
    if (stage.requests === 0) return quiet > patience.firstMs ? "quiet" : null;
    const quietMs = stage.script.mayStop(mustStartAnew) ? patience.quietMs : patience.returnMs;
    if (quiet > quietMs && !stage.isServing) return stage.script.finished ? "finished" : "quiet";
    return stage.now() - stage.firstAt > patience.limitMs ? "limit" : null;
  };
  for (let reason = why(); ; reason = why()) {
    if (reason !== null) {
      over = true;
      return reason;
    }
    await sleep(pollMs);
  }
}

/** From its first word of an error on, or the last that it printed. */
function wordsOf(printed: string): string {
  const lines = printed.split("\n").filter((line) => line.trim() !== "");
  const error = lines.findIndex((line) => /error\b/i.test(line));
  const from = error < 0 ? Math.max(0, lines.length - shownLines) : error;
  return lines
    .slice(from, from + shownLines)
    .join(" | ")
    .slice(0, mostShown);
}
