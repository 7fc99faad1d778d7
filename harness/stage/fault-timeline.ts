import { setTimeout as sleep } from "node:timers/promises";
import { Disproved, type Fault, type Observation } from "../faults/fault.ts";
import type { HistorySink } from "../history/history-writer.ts";
import type { FaultRecord } from "../history/records.ts";
import type { FaultSpec } from "../plan/scenario.ts";
import { messageOf } from "../thrown.ts";

export interface Timeline {
  createFault(spec: FaultSpec): Fault;
  readonly sink: HistorySink;
  now(): number;
  /** Aborted when the run stops. */
  readonly signal: AbortSignal;
  /** Aborted when the load is over: a fault without its own end ends then. */
  readonly loadOver: AbortSignal;
}

/** Starts and ends each fault when it is due, and records what was observed. Undoes every fault, even after an error. */
export async function runFaults(faults: readonly FaultSpec[], line: Timeline): Promise<void> {
  await Promise.all(faults.map((spec) => runFault(spec, line)));
}

async function runFault(spec: FaultSpec, line: Timeline): Promise<void> {
  const stopped = AbortSignal.any([line.signal, line.loadOver]);
  const fault = line.createFault(spec);
  fault.watch?.(stopped).catch((error: unknown) => recordFailure(line, fault, messageOf(error)));
  if (!(await pause(spec.atMs - line.now(), stopped))) return;
  try {
    record(line, fault, "started");
    const proof = await fault.start(line.signal);
    record(line, fault, "proved", proof);
    await pause(spec.forMs ?? null, stopped);
    const seen = line.signal.aborted ? undefined : await fault.check?.(line.signal);
    if (seen) record(line, fault, "proved", seen);
  } catch (error) {
    if (error instanceof Disproved) record(line, fault, "disproved", { observed: error.message, seen: error.seen });
    else recordFailure(line, fault, messageOf(error));
  } finally {
    await undo(fault, line);
  }
}

async function undo(fault: Fault, line: Timeline): Promise<void> {
  try {
    await fault.end();
    record(line, fault, "ended");
  } catch (error) {
    recordFailure(line, fault, `could not be undone: ${messageOf(error)}`);
  }
}

/** Waits `ms` milliseconds, or for the stop when it is null. @returns false when it was stopped earlier */
async function pause(ms: number | null, stopped: AbortSignal): Promise<boolean> {
  if (ms !== null && ms <= 0) return !stopped.aborted;
  try {
    await sleep(ms ?? 2_147_483_647, undefined, { signal: stopped });
    return true;
  } catch {
    return false;
  }
}

function recordFailure(line: Timeline, fault: Fault, why: string): void {
  record(line, fault, "failed", { seen: { code: "fault-failed" }, observed: why });
}

function record(
  line: Timeline,
  fault: Fault,
  what: FaultRecord["what"],
  observation?: Omit<Observation, "afterMs">,
): void {
  line.sink.write({
    k: "fault",
    name: fault.name,
    what,
    at: line.now(),
    ...(observation ? { seen: observation.seen, observed: observation.observed } : {}),
  });
}
