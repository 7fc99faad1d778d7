import type { HistoryRecord } from "../history/records.ts";
import type { RunInfo } from "../history/run-info.ts";
import type { RedisProvider } from "../redis/breakable-redis.ts";
import { runFace } from "../stage/run-face.ts";
import { setStage } from "../stage/stage.ts";
import type { TargetProcess } from "../stage/target-process.ts";
import { setTargetStage } from "../stage/target-stage.ts";
import type { ChosenFace } from "./choice/choose-faces.ts";
import { root } from "./environment.ts";
import { k6OnStage } from "./k6-on-stage.ts";
import { tracedBy } from "./options/trace-choice.ts";
import type { OutFolder } from "./out-folder.ts";
import type { FaceProgress } from "./progress.ts";
import type { RunRequest } from "./request.ts";
import { watchForEarlyStop } from "./side-by-side/early-stop.ts";
import type { StartBarrier } from "./side-by-side/start-barrier.ts";
import { hooksOf } from "./target/target-checks.ts";

/** What the faces of a run share. */
export interface Running {
  readonly request: RunRequest;
  readonly info: RunInfo;
  readonly provider: RedisProvider | null;
  /** The target's process, if we started it. */
  readonly target: TargetProcess | null;
  readonly out: OutFolder;
  readonly signal: AbortSignal;
  readonly onRecord: ((face: string, record: HistoryRecord) => void) | undefined;
  readonly onWarning: (text: string) => void;
}

/** Sets one face's stage, runs its load, and leaves its history. */
export function runOne(
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
  const stop = options.engine === "k6" ? null : watchForEarlyStop(face.plan); // k6 gives its records only at its end
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
