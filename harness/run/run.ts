import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import { newLiveCounts } from "../engine/context.ts";
import { errors, RefusalError } from "../errors.ts";
import type { HistoryRecord, RunInfo } from "../history/records.ts";
import { requireK6 } from "../k6/k6-process.ts";
import { type Peer, requirePeers } from "../peers.ts";
import type { Pace } from "../plan/adjust.ts";
import { profiles } from "../plan/profiles.ts";
import type { RedisProvider } from "../redis/breakable-redis.ts";
import { detectRedis } from "../redis/detect-redis.ts";
import { withoutCredentials } from "../secrets.ts";
import { requirePrograms } from "../stage/required-programs.ts";
import { runFace } from "../stage/run-face.ts";
import { setStage } from "../stage/stage.ts";
import { TargetProcess } from "../stage/target-process.ts";
import { setTargetStage } from "../stage/target-stage.ts";
import type { ChosenFace } from "./choose-faces.ts";
import { chosenRows } from "./chosen-rows.ts";
import { watchForEarlyStop } from "./early-stop.ts";
import { describeEnvironment, root } from "./environment.ts";
import { inParallel } from "./in-parallel.ts";
import { inspectTarget } from "./inspect-stream.ts";
import { judgeAndWrite, type RunOutcome } from "./judge-and-write.ts";
import { k6OnStage } from "./k6-on-stage.ts";
import { runSettings } from "./options/run-settings.ts";
import { tracedBy } from "./options/trace-choice.ts";
import type { OutFolder } from "./out-folder.ts";
import { untilRoom } from "./processor-room.ts";
import type { FaceProgress } from "./progress.ts";
import type { RunRequest } from "./request.ts";
import { type StartBarrier, startBarrier } from "./start-barrier.ts";
import { hooksOf } from "./target-checks.ts";

/**
 * Faces that run side by side at most, when nobody says otherwise; more than a core's worth of them start only while the machine
 * has room (`processor-room.ts`). Five on two cores kept them both busy for whole seconds, and a
 * server that gets no processor time looks like one that is broken.
 */
const defaultParallel = 2 * availableParallelism();

export interface RunHooks {
  readonly out: OutFolder;
  /** Aborted when the run has to stop: what was recorded is judged. */
  readonly signal: AbortSignal;
  /** Gets the faces' progress once, and may read it at any time. The function that it returns is called at the end. */
  readonly watch?: (faces: readonly FaceProgress[]) => () => void;
  /** Sees each record of each face as it is written. */
  readonly onRecord?: (face: string, record: HistoryRecord) => void;
  /** Gets a sentence about what went wrong beside the run, such as a full disk. */
  readonly onWarning?: (text: string) => void;
}

/**
 * Runs the faces that `choose` gives for the pace of the target's streams, judges their histories and writes the results, whatever happens on the way. It prints nothing, takes no signal of
 * the process, and sets no exit code.
 */
export async function run(
  choose: (pace: Pace | null) => readonly ChosenFace[],
  request: RunRequest,
  { out, signal, watch, onRecord, onWarning = () => {} }: RunHooks,
): Promise<RunOutcome> {
  let faces = choose(null);
  const progress: FaceProgress[] = faces.map((face) => ({
    id: face.id,
    state: "waiting",
    expectedMs: face.plan.expectedMs,
    startedAt: 0,
    live: newLiveCounts(face.plan.streams.length),
  }));
  const hide = watch?.(progress);
  let refusal: RefusalError | null = null;
  let info = await runInfo(faces, request, "none");
  let target: TargetProcess | null = null;
  try {
    target = await startTarget(request, out, signal);
    const { provider, pace } = await prepare(faces, request, signal);
    if (pace) {
      faces = choose(pace);
      keepProgress(progress, faces);
    }
    const notOffered = chosenRows(request.names, request, request.speaks, pace)?.notOffered ?? [];
    const known = notOffered.length > 0 ? { ...info, notOffered } : info;
    info = await runInfo(faces, request, provider?.describe ?? "the target's own", known);
    await runAll(faces, progress, { request, info, provider, target, out, signal, onRecord, onWarning });
    if (target?.crash) throw new RefusalError(errors.targetEnded(request.command ?? "", target.crash));
  } catch (error) {
    if (!(error instanceof RefusalError)) throw error;
    refusal = error;
  } finally {
    hide?.();
    await target?.stop();
  }
  return judgeAndWrite({ run: info, faces, out, refusal, interrupted: signal.aborted });
}

/** Now that the target's pace is known, some faces may be dropped, and the others take a different time. */
function keepProgress(progress: FaceProgress[], faces: readonly ChosenFace[]): void {
  const shown = new Map(progress.map((each) => [each.id, each]));
  const left = faces.flatMap(({ id, plan }) => {
    const each = shown.get(id);
    if (!each) return [];
    each.expectedMs = plan.expectedMs;
    return [each];
  });
  progress.length = 0;
  for (const each of left) progress.push(each);
}

/** Checks before any load that everything is there that the faces need. @returns the Redis of our own servers, or the pace of a target */
async function prepare(
  faces: readonly ChosenFace[],
  request: RunRequest,
  signal: AbortSignal,
): Promise<{ readonly provider: RedisProvider | null; readonly pace: Pace | null }> {
  const { target, baseTarget = target, speaks } = request;
  if (request.engine === "k6") await requireK6();
  if (!baseTarget) {
    requirePeers("server", ...faultPeers(faces));
    await requirePrograms(faces.map(({ settings }) => settings));
    return { provider: await detectRedis(request.redis, process.env), pace: null };
  }
  return { provider: null, pace: await inspectTarget(baseTarget, request.header ?? {}, speaks, signal, request) };
}

/** Starts the user's own server, where its command was given. */
async function startTarget(request: RunRequest, out: OutFolder, signal: AbortSignal): Promise<TargetProcess | null> {
  const { command, target: url, env = {}, ready } = request;
  if (command === undefined || !url) return null;
  const logFile = `${out.logs}/target.log`;
  return TargetProcess.start({ command, url, env, logFile, signal, ...(ready === undefined ? {} : { ready }) });
}

/** The packages that only one fault needs. */
function faultPeers(faces: readonly ChosenFace[]): Peer[] {
  return faces.some(({ settings }) => settings.faults.some(({ kind }) => kind === "bad-token-storm"))
    ? ["badTokens"]
    : [];
}

interface Running {
  readonly request: RunRequest;
  readonly info: RunInfo;
  readonly provider: RedisProvider | null;
  /** The target's own process, where we started it. */
  readonly target: TargetProcess | null;
  readonly out: OutFolder;
  readonly signal: AbortSignal;
  readonly onRecord: RunHooks["onRecord"];
  readonly onWarning: (text: string) => void;
}

async function runAll(
  faces: readonly ChosenFace[],
  progress: readonly FaceProgress[],
  running: Running,
): Promise<void> {
  const { request, signal } = running;
  const width = Math.min(faces.length, hooksOf(request) ? 1 : (request.parallel ?? usualParallel(request.profile)));
  const sure = request.parallel === undefined ? Math.min(width, availableParallelism()) : width;
  const together = startBarrier(sure);
  let busy = 0;
  let turn = Promise.resolve();
  const room = () => {
    const isFree = () => busy < sure;
    turn = turn.then(() => untilRoom(isFree, signal)); // one after the other: each needs room of its own
    return turn;
  };
  const longestFirst = faces.map((_, number) => number).sort((a, b) => lengthOf(faces[b]) - lengthOf(faces[a]));
  const [alone, beside] = [longestFirst.filter((n) => faces[n]?.alone), longestFirst.filter((n) => !faces[n]?.alone)];
  const runAt = async (number: number) => {
    const face = faces[number] as ChosenFace;
    const shown = progress[number] as FaceProgress;
    if (busy >= sure) await room();
    if (signal.aborted || running.target?.crash) return;
    shown.state = "running";
    shown.startedAt = performance.now();
    busy++;
    await runOne(face, shown, running, together).finally(() => busy--);
    shown.state = "done";
  };
  await inParallel(beside.length, width, (place) => runAt(beside[place] as number));
  await inParallel(alone.length, 1, (place) => runAt(alone[place] as number));
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
  { info: run, provider, target: process, request: options, out, signal, onRecord, onWarning }: Running,
  together: StartBarrier,
): Promise<void> {
  const { target } = options;
  const userHooks = hooksOf(options);
  const headers = target ? (options.header ?? {}) : {};
  const info = { ...face.info, ...tracedBy(run, options.trace, headers, options.speaks) };
  const logPrefix = `${out.logs}/${face.id}`;
  const stop = options.engine === "k6" ? null : watchForEarlyStop(face.plan); // k6 gives its records at its end
  const watch = (record: HistoryRecord) => {
    onRecord?.(face.id, record);
    return stop?.(record) ?? null;
  };
  const k6 =
    options.engine === "k6"
      ? k6OnStage({ ...face, info }, run, {
          headers,
          described: options.speaks.described,
          logFile: `${logPrefix}.k6.log`,
        })
      : null;
  return runFace({
    run,
    face: info,
    plan: face.plan,
    protocol: options.speaks,
    historyFile: out.historyFile(face.id),
    headers,
    live: shown.live,
    onWarning,
    root,
    signal,
    watch,
    ...(k6 ? { load: k6.load } : {}),
    async setStage(hooks) {
      if (target || !provider) {
        const own = {
          target: options.baseTarget ?? (target as URL),
          face: face.settings,
          info: face.info,
          logFile: `${logPrefix}.hooks.log`,
        };
        const means = { ...(userHooks ? { hooks: userHooks } : {}), ...(process ? { process } : {}) };
        const stage = await setTargetStage({ ...own, ...hooks, ...means });
        return k6 ? k6.join(stage, hooks.signal) : stage;
      }
      try {
        const stage = await setStage({ root, face: face.settings, provider, logPrefix, ...hooks });
        const withFaults = { ...stage, faults: stage };
        return k6 ? await k6.join(withFaults, hooks.signal) : withFaults;
      } finally {
        await together.ready();
      }
    },
  });
}

async function runInfo(
  faces: readonly ChosenFace[],
  options: RunRequest,
  redis: string,
  before?: RunInfo,
): Promise<RunInfo> {
  return {
    id: before?.id ?? randomUUID(),
    startedAt: before?.startedAt ?? new Date().toISOString(),
    seed: options.seed,
    profile: options.profile,
    faces: faces.map((face) => face.id),
    ...(before?.notOffered ? { notOffered: before.notOffered } : {}),
    environment: await describeEnvironment(
      redis,
      options.target ? withoutCredentials(options.target) : "reference-server",
    ),
    options: runSettings(options.names, options),
  };
}
