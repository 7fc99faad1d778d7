import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { FaceContext } from "../engine/context.ts";
import type { NoteRecord } from "../history/records.ts";
import type { TraceSource } from "../history/trace/traceparent.ts";
import type { FacePlan } from "../plan/face-plan.ts";
import type { DescribedSource } from "../protocols/protocol.ts";
import { bundleScript } from "./bundle.ts";
import { cutsLeftOut, k6Job } from "./job.ts";
import { startK6 } from "./k6-process.ts";
import { readK6Log } from "./log/read-log.ts";
import { type Blind, K6Records } from "./log/records.ts";

export interface K6Options {
  readonly plan: FacePlan;
  readonly targets: readonly URL[];
  readonly headers: Readonly<Record<string, string>>;
  /** Absent: draft-graph. */
  readonly described?: DescribedSource | undefined;
  /** Null: no `traceparent` is sent. */
  readonly trace: TraceSource | null;
  readonly logFile: string;
  readonly signal: AbortSignal;
}

/** k6 with a face's plan, ready to begin. */
export interface K6Engine {
  /** Runs the plan and writes its records. */
  load(plan: FacePlan, face: FaceContext): Promise<{ readonly loopDelayP99Ms: number }>;
  dispose(): Promise<void>;
}

/**
 * Starts k6 with the plan and lets it wait. Its log holds payloads, so the log stays in a folder of its own, which is removed at the end.
 *
 * @throws RefusalError (exit 4) when there is no k6, or it does not start
 */
export async function prepareK6(options: K6Options): Promise<K6Engine> {
  const { plan, targets, headers, described, trace, logFile, signal } = options;
  const folder = await mkdtemp(path.join(tmpdir(), "resume-gate-k6-"));
  const file = (name: string) => path.join(folder, name);
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await writeFile(file("script.js"), await bundleScript());
    await writeFile(file("job.json"), JSON.stringify(k6Job(plan, { targets, headers, trace, described })), {
      mode: 0o600,
    });
    const consoleFile = file("console.ndjson");
    const k6 = await startK6({ script: file("script.js"), job: file("job.json"), consoleFile, logFile, signal });
    return {
      async load(_plan, face) {
        const startedAt = Date.now() - face.now();
        const failed = await k6.run();
        const records = new K6Records(face.sink, startedAt, face.protocol);
        await readK6Log(consoleFile, records);
        const missing = records.finish(face.now());
        const { blind } = records;
        const aborted = face.signal.aborted;
        const notes = notesOf({ failed, missing, blind, aborted, leftOut: cutsLeftOut(plan), probes: hasProbes(plan) });
        for (const note of notes) face.sink.write({ ...note, at: face.now() });
        return { loopDelayP99Ms: records.lateP99Ms };
      },
      async dispose() {
        await k6.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

export function hasProbes(plan: FacePlan): boolean {
  return plan.streams.some((each) => each.probesAtEnd || each.cuts.some((cut) => cut.probes));
}

/** Notes for the history: what k6 could not see, and what went wrong with it. */
export function notesOf(seen: {
  readonly failed: string | null;
  readonly missing: string | null;
  readonly blind: Blind;
  /** Planned cuts that were left out (`timeCuts`). */
  readonly leftOut: number;
  /** Whether the plan has probes, which this engine does not send. */
  readonly probes: boolean;
  readonly aborted: boolean;
}): Omit<NoteRecord, "at">[] {
  const { failed, missing, blind, leftOut, probes } = seen;
  const warn = (code: string, text: string) => ({ k: "note", level: "warn", code, text }) as const;
  const error = (code: string, text: string) => ({ k: "note", level: "error", code, text }) as const;
  return [
    warn(
      "K6_BLIND_TIMES",
      "Stock k6 gets a body only as a whole: events carry the time of their body's end, silence and first-event latency are not " +
        "judged, and a reconnect is timed to the answer's first byte.",
    ),
    ...(blind.headsLost > 0
      ? [
          warn(
            "K6_BLIND_HEADS",
            `${blind.headsLost} answers lost their headers to the time limit that made the cut: their status, partial recovery ` +
              "and mode are taken from the body alone.",
          ),
        ]
      : []),
    ...(blind.emptyCuts > 0
      ? [
          warn(
            "K6_BLIND_CUTS",
            `${blind.emptyCuts} cuts happened before anything had arrived; they count as withdrawn.`,
          ),
        ]
      : []),
    ...(leftOut > 0
      ? [
          warn(
            "K6_CUTS_LEFT_OUT",
            `${leftOut} planned cuts were left out, because stock k6 could not make them in time.`,
          ),
        ]
      : []),
    ...(probes ? [warn("K6_NO_PROBES", "The plan's probes are left out: this engine sends none.")] : []),
    ...(failed ? [error("K6_FAILED", `k6 failed: ${failed}`)] : []),
    ...(missing && !seen.aborted
      ? [error("K6_RECORDS_MISSING", `The record of what k6 did is incomplete: ${missing}.`)]
      : []),
  ];
}
