import { availableParallelism } from "node:os";
import { profiles } from "../../plan/profiles.ts";
import type { ChosenFace } from "../choice/choose-faces.ts";
import type { FaceProgress } from "../progress.ts";
import type { RunRequest } from "../request.ts";
import { type Running, runOne } from "../run-one-face.ts";
import { hooksOf } from "../target/target-checks.ts";
import { inParallel } from "./in-parallel.ts";
import { untilRoom } from "./processor-room.ts";
import { startBarrier } from "./start-barrier.ts";

/**
 * Faces that run side by side at most, when nobody says otherwise; more than a core's worth of them start only while the machine
 * has room (`processor-room.ts`). Faces with servers and a Redis of their own: five on two cores kept them both busy for whole
 * seconds, and a server that gets no processor time looks like one that is broken.
 */
const defaultParallel = 2 * availableParallelism();
/**
 * All rows of one target share its process: four of them left 80 % of two cores idle. With eight, servers that need much time
 * to begin a stream (MCP) were too busy to be judged.
 */
const parallelOnOneTarget = 3 * availableParallelism();

/** Runs the faces side by side, the longest first, as many as the machine has room for; those that must be alone come last. */
export async function runAll(
  faces: readonly ChosenFace[],
  progress: readonly FaceProgress[],
  running: Running,
): Promise<void> {
  const { request, signal } = running;
  const width = Math.min(faces.length, hooksOf(request) ? 1 : (request.parallel ?? usualParallel(request)));
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

function usualParallel({ profile, target }: RunRequest): number {
  if (target) return parallelOnOneTarget;
  return profiles.find((each) => each.name === profile)?.parallel ?? defaultParallel;
}

function lengthOf(face: ChosenFace | undefined): number {
  return face?.plan.expectedMs ?? 0;
}
