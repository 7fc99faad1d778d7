import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import { conclude } from "../cli/conclude.ts";
import { type FaceProgress, showProgress } from "../cli/progress.ts";
import type { RunOptions } from "../cli/run.ts";
import { untilSignal } from "../cli/signals.ts";
import { newLiveCounts } from "../engine/context.ts";
import { RefusalError } from "../errors.ts";
import type { ExitCode } from "../gate/results.ts";
import type { RunInfo } from "../history/records.ts";
import { requireK6 } from "../k6/k6-process.ts";
import { profiles } from "../plan/profiles.ts";
import type { Protocol } from "../protocols/protocol.ts";
import { detectRedis, type RedisProvider } from "../redis/redis.ts";
import { requirePrograms } from "../stage/required-programs.ts";
import { runFace } from "../stage/run-face.ts";
import { setStage } from "../stage/stage.ts";
import { setTargetStage } from "../stage/target-stage.ts";
import type { ChosenFace } from "./choose-faces.ts";
import { watchForEarlyStop } from "./early-stop.ts";
import { describeEnvironment, root } from "./environment.ts";
import { checkFirstEvent } from "./first-event.ts";
import { inParallel } from "./in-parallel.ts";
import { k6OnStage } from "./k6-on-stage.ts";
import type { OutFolder } from "./out-folder.ts";
import { runSettings } from "./run-settings.ts";
import { startTogether, type Together } from "./start-together.ts";
import { hooksOf, probeTarget } from "./target.ts";
import { tracedBy } from "./traced-by.ts";

/**
 * Faces that run side by side when nobody says otherwise. Five on two cores kept them both busy for whole seconds, and a
 * server that gets no processor time looks like one that is broken.
 */
const defaultParallel = 2 * availableParallelism();

/** The options with the seed that was drawn, and the scenarios as they were named. */
export interface PlannedOptions extends RunOptions {
  readonly seed: number;
  readonly names: readonly string[];
  readonly speaks: Protocol;
}

/**
 * Runs the faces, judges their histories and writes the results, whatever happens on the way.
 *
 * @returns the exit code (verdict.md, Verdicts)
 */
export async function runFaces(
  faces: readonly ChosenFace[],
  options: PlannedOptions,
  out: OutFolder,
): Promise<ExitCode> {
  const { signal, release } = untilSignal();
  const progress: FaceProgress[] = faces.map((face) => ({
    id: face.id,
    state: "waiting",
    expectedMs: face.plan.expectedMs,
    startedAt: 0,
    live: newLiveCounts(face.plan.streams.length),
  }));
  const hide = showProgress(progress, options);
  let refusal: RefusalError | null = null;
  let run = await runInfo(faces, options, "none");
  try {
    if (options.engine === "k6") await requireK6();
    if (!options.target) await requirePrograms(faces.map(({ settings }) => settings));
    const provider = options.target ? null : await detectRedis(options.redis, process.env);
    if (options.target) {
      const { speaks } = options;
      const look = speaks.terms.resumesBy === "cursor" ? checkFirstEvent : probeTarget;
      await look(options.target, options.header ?? {}, speaks, signal);
    }
    run = await runInfo(faces, options, provider?.describe ?? "the target's own", run);
    const width = Math.min(faces.length, hooksOf(options) ? 1 : (options.parallel ?? usualParallel(options.profile)));
    const together = startTogether(width);
    const order = faces.map((_, number) => number).sort((a, b) => lengthOf(faces[b]) - lengthOf(faces[a]));
    await inParallel(faces.length, width, async (place) => {
      const number = order[place] as number; // the longest first, so that none of them is left over at the end
      const face = faces[number] as ChosenFace;
      const shown = progress[number] as FaceProgress;
      if (signal.aborted) return;
      shown.state = "running";
      shown.startedAt = performance.now();
      await runOne(face, shown, run, provider, { ...options, together }, out, signal);
      shown.state = "done";
    });
  } catch (error) {
    if (!(error instanceof RefusalError)) throw error;
    refusal = error;
  } finally {
    hide();
    release();
  }
  return conclude({ run, faces, out, options, refusal, interrupted: signal.aborted });
}

function usualParallel(profile: string): number {
  return profiles.find((each) => each.name === profile)?.parallel ?? defaultParallel;
}

function lengthOf(face: ChosenFace | undefined): number {
  return face?.plan.expectedMs ?? 0;
}

function runOne(
  face: ChosenFace,
  shown: FaceProgress,
  run: RunInfo,
  provider: RedisProvider | null,
  options: PlannedOptions & { readonly together: Together },
  out: OutFolder,
  signal: AbortSignal,
): Promise<void> {
  const { target } = options;
  const userHooks = hooksOf(options);
  const headers = target ? (options.header ?? {}) : {};
  const info = { ...face.info, ...tracedBy(run, options.trace, headers) };
  const logPrefix = `${out.logs}/${face.id}`;
  const k6 = options.engine === "k6" ? k6OnStage({ ...face, info }, run, headers, `${logPrefix}.k6.log`) : null;
  return runFace({
    run,
    face: info,
    plan: face.plan,
    protocol: options.speaks,
    historyFile: out.historyFile(face.id),
    headers,
    live: shown.live,
    root,
    signal,
    ...(k6 ? { load: k6.load } : { watch: watchForEarlyStop(face.plan) }), // k6 tells its records at its end
    async setStage(hooks) {
      if (target || !provider) {
        const own = { target: target as URL, face: face.settings, info: face.info, logFile: `${logPrefix}.hooks.log` };
        const stage = await setTargetStage({ ...own, ...hooks, ...(userHooks ? { hooks: userHooks } : {}) });
        return k6 ? k6.join(stage, hooks.signal) : stage;
      }
      try {
        const stage = await setStage({ root, face: face.settings, provider, logPrefix, ...hooks });
        const withFaults = { ...stage, faults: stage };
        return k6 ? await k6.join(withFaults, hooks.signal) : withFaults;
      } finally {
        await options.together.ready();
      }
    },
  });
}

async function runInfo(
  faces: readonly ChosenFace[],
  options: PlannedOptions,
  redis: string,
  before?: RunInfo,
): Promise<RunInfo> {
  return {
    id: before?.id ?? randomUUID(),
    startedAt: before?.startedAt ?? new Date().toISOString(),
    seed: options.seed,
    profile: options.profile,
    faces: faces.map((face) => face.id),
    environment: await describeEnvironment(redis, withoutCredentials(options.target) ?? "reference-server"),
    options: runSettings(options.names, options),
  };
}

/** The address as it may stand in results that others read. */
function withoutCredentials(target: URL | undefined): string | null {
  return target ? `${target.protocol}//${target.host}${target.pathname}` : null;
}
