import { newLiveCounts } from "../engine/context.ts";
import { errors, RefusalError } from "../errors.ts";
import type { HistoryRecord } from "../history/records.ts";
import { requireK6 } from "../k6/k6-process.ts";
import { type Peer, requirePeers } from "../peers.ts";
import type { Pace } from "../plan/adjust.ts";
import type { RedisProvider } from "../redis/breakable-redis.ts";
import { detectRedis } from "../redis/detect-redis.ts";
import { requirePrograms } from "../stage/required-programs.ts";
import { TargetProcess } from "../stage/target-process.ts";
import type { ChosenFace } from "./choice/choose-faces.ts";
import { chosenRows } from "./choice/chosen-rows.ts";
import { judgeAndWrite, type RunOutcome } from "./judge-and-write.ts";
import { runInfo } from "./make-run-info.ts";
import type { OutFolder } from "./out-folder.ts";
import type { FaceProgress } from "./progress.ts";
import type { RunRequest } from "./request.ts";
import { runAll } from "./side-by-side/run-faces.ts";
import { inspectTarget } from "./target/inspect-stream.ts";

export interface RunHooks {
  readonly out: OutFolder;
  /** Aborted when the run has to stop; what was recorded until then is judged. */
  readonly signal: AbortSignal;
  /** Called once with the faces' progress, which it may read at any time. It returns a function that is called at the end. */
  readonly watch?: (faces: readonly FaceProgress[]) => () => void;
  /** Called with each record of each face as it is written. */
  readonly onRecord?: (face: string, record: HistoryRecord) => void;
  /** Called with a sentence about a problem beside the run, such as a full disk. */
  readonly onWarning?: (text: string) => void;
}

/**
 * Runs the faces that `choose` gives for the pace of the target's streams, judges their histories and writes the results,
 * whatever happens on the way. It prints nothing, handles no signal of the process, and sets no exit code.
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
    if (error instanceof RefusalError) refusal = error;
    else if (!(signal.aborted && error instanceof Error && error.name === "AbortError")) throw error; // stopped on the way
  } finally {
    hide?.();
    await target?.stop();
  }
  return judgeAndWrite({ run: info, faces, out, refusal, interrupted: signal.aborted });
}

/** Once the target's pace is known, some faces may be dropped, and the others may take a different time. */
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

/** Checks before any load that everything the faces need is there. @returns the Redis for our own servers, or a target's pace */
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

/** Starts the user's server, if its command was given. */
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
