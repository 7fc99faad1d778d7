import { monitorEventLoopDelay } from "node:perf_hooks";
import { FaceDeadline } from "../engine/http/exchange.ts";
import { RefusalError } from "../errors.ts";
import { type HistorySink, HistoryWriter } from "../history/history-writer.ts";
import { hundredths } from "../history/hundredths.ts";
import type { EndRecord, NoteRecord } from "../history/records.ts";
import { HISTORY_SCHEMA } from "../history/records.ts";
import { messageOf } from "../thrown.ts";
import { newClock } from "./face-clock.ts";
import type { FaceRun, FaceStage } from "./face-run.ts";
import { runLoad } from "./load-face.ts";
import { TelemetryCounter } from "./telemetry-counter.ts";

/** How often records are written to the disk, in milliseconds: a stream can be replayed while its face still runs. */
const flushMs = 1_000;

/**
 * Runs one face from start to end and leaves its history. Never throws: a failure is written into the history, after
 * everything that was recorded before it.
 */
export async function runFace(options: FaceRun): Promise<void> {
  const clock = newClock();
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const writer = new HistoryWriter(options.historyFile, (error) => {
    options.onWarning?.(`The history ${options.historyFile} cannot be written any more: ${error.message}.`);
    stop.abort(error);
  });
  const flushing = setInterval(() => writer.flush(), flushMs);
  let stoppedEarly: string | null = null;
  const sink: HistorySink = {
    write(record) {
      writer.write(record);
      const reason = options.watch?.(record) ?? null;
      if (reason === null || stop.signal.aborted) return;
      stoppedEarly = reason;
      stop.abort(new EarlyEnd(reason));
    },
  };
  const notes: NoteRecord[] = [];
  const note = (level: NoteRecord["level"], code: string, text: string) =>
    notes.push({ k: "note", at: clock.now(), level, code, text });
  const telemetry = new TelemetryCounter(clock.now);
  const delay = monitorEventLoopDelay({ resolution: 10 });
  const writeHead = () =>
    sink.write({
      k: "head",
      schema: HISTORY_SCHEMA,
      run: options.run,
      face: { ...options.face, startedAt: clock.startedAt() },
    });
  let status: EndRecord["status"] = "complete";
  let stage: FaceStage | null = null;
  let loopDelay: number | null = null;
  try {
    stage = await options.setStage({
      onLog: (line) => telemetry.onLog(line),
      onTrouble: (what) => note("warn", "NOT_STOPPED", what),
      signal,
    });
    clock.restart(); // the face's time starts with its load, not with its servers
    writeHead();
    delay.enable();
    loopDelay = await runLoad(options, stage, { sink, signal, stop, now: clock.now });
    const { aborted, reason } = stop.signal;
    if (aborted && !(reason instanceof FaceDeadline || reason instanceof EarlyEnd)) status = "failed";
  } catch (error) {
    if (!stage) writeHead();
    if (!options.signal.aborted) {
      status = "failed";
      const code = error instanceof RefusalError ? error.refusal.code : "HARNESS_CRASHED";
      note("error", code, messageOf(error));
    }
  } finally {
    await stage?.dispose();
    clearInterval(flushing);
    delay.disable();
    for (const record of [...notes, ...telemetry.records()]) sink.write(record);
    const end = {
      at: clock.now(),
      status: options.signal.aborted ? "interrupted" : status,
      ...(stoppedEarly === null ? {} : { stoppedEarly }),
      loopDelayP99Ms: hundredths(loopDelay ?? delay.percentile(99) / 1e6),
    } as const;
    options.watch?.({ k: "end", ...end, records: writer.records });
    await writer.end(end);
  }
}

/** The abort reason when a face's verdict cannot change any more. */
class EarlyEnd extends Error {}
