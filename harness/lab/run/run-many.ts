import { setTimeout as sleep } from "node:timers/promises";
import type { RunningClient } from "../clients/client.ts";
import { type DoneRecord, LAB_HISTORY, type LabRecord } from "../history/records.ts";
import type { ManyRules } from "../judge/many.ts";
import { ManyStage } from "../stage/many-stage.ts";
import type { RowSession } from "./run-row.ts";

const pollMs = 20;
/** Behind the last return, for one that comes twice. In milliseconds. */
const graceMs = 300;

/** Runs a row that is about many clients. Everything that was started is stopped on every way out. */
export async function runMany(session: RowSession, rules: ManyRules): Promise<readonly LabRecord[]> {
  const { clients, mustSpread } = rules;
  const { row, lab, client, seed, credentials, patience, logFile, signal } = session;
  const { wire, protocol } = session;
  const stage = new ManyStage({ row, seed, clients, wire: wire?.play(row), gatherMs: patience.firstMs });
  stage.write({
    k: "head",
    schema: LAB_HISTORY,
    row: row.name,
    protocol,
    seed,
    client: client.describe,
    mustStartAnew: false,
    clients,
    ...(mustSpread ? { mustSpread } : {}),
    startedAt: new Date().toISOString(),
  });
  const url = lab.put(stage);
  let running: RunningClient | null = null;
  try {
    running = await client.start({ url, row: row.name, credentials, clients, signal, logFile, onDelivery: () => {} });
    const why = await whenOver(stage, running, session);
    stage.write({ k: "done", at: stage.now(), why });
  } finally {
    stage.stop();
    await running?.stop();
    lab.take(stage);
  }
  return stage.records;
}

async function whenOver(
  stage: ManyStage,
  running: RunningClient,
  { patience, signal }: RowSession,
): Promise<DoneRecord["why"]> {
  let ended = false;
  void running.ended.then(() => {
    ended = true;
  });
  while (!signal.aborted) {
    if (ended) return "client-ended";
    if (stage.cutAt !== null) {
      if (stage.returned >= stage.connected) {
        await sleep(graceMs);
        return "finished";
      }
      if (stage.now() - stage.cutAt > patience.returnMs) return "limit";
    }
    await sleep(pollMs);
  }
  return "aborted";
}
