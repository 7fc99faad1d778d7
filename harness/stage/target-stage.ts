import { errors, RefusalError } from "../errors.ts";
import { type HookCall, hookPair, type TargetHooks, targetCommand } from "../faults/target-command.ts";
import { targetFault } from "../faults/target-faults.ts";
import type { FaceInfo } from "../history/face-info.ts";
import type { Face, FaultSpec } from "../plan/scenario.ts";
import { messageOf } from "../thrown.ts";
import type { FaceStage } from "./face-run.ts";
import type { TargetProcess } from "./target-process.ts";

export type { TargetHooks };

export interface TargetStageOptions {
  readonly target: URL;
  /** Absent: nothing may be broken. */
  readonly hooks?: TargetHooks;
  /** The target's process, if we started it (`--command`). */
  readonly process?: TargetProcess;
  readonly face: Face;
  readonly info: Pick<FaceInfo, "scenario" | "face">;
  readonly logFile: string;
  readonly onTrouble: (what: string) => void;
  readonly signal: AbortSignal;
}

/** `RESUME_GATE_FAULT` when there is no fault to make, but the face's settings to apply or to take back. */
const settingsCall = "settings";

/**
 * Makes a target into a stage. With hooks, the user's commands first apply the face's settings (only the user can), and then
 * make each of its faults.
 *
 * @throws RefusalError when the settings could not be applied
 */
export async function setTargetStage(options: TargetStageOptions): Promise<FaceStage> {
  const { target, hooks, face, process } = options;
  if (process) {
    const makeFault = (spec: FaultSpec) => targetFault(spec, process);
    return { entries: [target], makeFault, figures: () => process.figures(), dispose: async () => {} };
  }
  if (!hooks) return { entries: [target], dispose: async () => {} };
  const settings = needsSettings(face) ? hookPair(hookCall(options, hooks, settingsCall)) : null;
  const takeBack = async () => {
    await settings?.end().catch((error: unknown) => options.onTrouble(`The settings stay: ${messageOf(error)}`));
  };
  try {
    await settings?.start(options.signal);
  } catch (error) {
    await takeBack();
    throw new RefusalError(errors.hookFailed(messageOf(error)));
  }
  return {
    entries: [target],
    makeFault: (spec) => targetCommand(spec.kind, hookCall(options, hooks, spec.kind, spec)),
    dispose: takeBack,
  };
}

function needsSettings({ server, instances, perInstance, front }: Face): boolean {
  return Object.keys(server).length > 0 || (instances ?? 1) > 1 || perInstance !== undefined || front !== undefined;
}

/** Settings have no proof command; only faults do. */
function hookCall(options: TargetStageOptions, hooks: TargetHooks, fault: string, spec?: FaultSpec): HookCall {
  const { face, info, target, logFile } = options;
  const { proof: _proof, ...withoutProof } = hooks;
  return {
    hooks: spec ? hooks : withoutProof,
    logFile,
    env: {
      RESUME_GATE_SCENARIO: info.scenario,
      RESUME_GATE_FACE: info.face,
      RESUME_GATE_FAULT: fault,
      RESUME_GATE_TARGET: target.href,
      RESUME_GATE_SETTINGS: JSON.stringify(face.server),
      RESUME_GATE_INSTANCES: String(face.instances ?? 1),
      RESUME_GATE_OPTIONS: JSON.stringify(spec?.options ?? {}),
    },
  };
}
