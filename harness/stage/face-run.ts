import type { FaceContext, LiveCounts } from "../engine/context.ts";
import type { ExchangeLimits } from "../engine/http/exchange.ts";
import type { Fault } from "../faults/fault.ts";
import type { FaceInfo } from "../history/face-info.ts";
import type { HistoryRecord } from "../history/records.ts";
import type { RunInfo } from "../history/run-info.ts";
import type { FacePlan } from "../plan/face-plan.ts";
import type { FaultSpec } from "../plan/scenario.ts";
import type { Protocol } from "../protocols/protocol.ts";
import type { ProcessFigures } from "./process-figures.ts";
import type { Stage } from "./stage.ts";

export interface FaceRun {
  readonly run: RunInfo;
  readonly face: Omit<FaceInfo, "startedAt">;
  readonly plan: FacePlan;
  readonly protocol: Protocol;
  readonly historyFile: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Headers of a client with another API key, where a plan has probes that need one. */
  readonly otherIdentity?: Readonly<Record<string, string>>;
  /** Limits of each exchange other than the usual ones. */
  readonly exchange?: Partial<ExchangeLimits>;
  readonly live: LiveCounts;
  /** Gets a sentence when the history can no longer be written. */
  readonly onWarning?: (text: string) => void;
  readonly root: string;
  /** Aborted when the run is interrupted. */
  readonly signal: AbortSignal;
  /** Sees each record as it is written; a reason that it gives back ends the face. */
  readonly watch?: (record: HistoryRecord) => string | null;
  /** An engine other than our own. It may know better how late the load generator was. */
  readonly load?: (plan: FacePlan, face: FaceContext) => Promise<{ readonly loopDelayP99Ms: number }>;
  /** Sets the stage; the telemetry of its servers comes back through `onLog`. */
  setStage(hooks: {
    onLog(line: Readonly<Record<string, unknown>>): void;
    onTrouble(what: string): void;
    signal: AbortSignal;
  }): Promise<FaceStage>;
}

/** A stage with servers to load; `faults` (ours) and `makeFault` (the user's) are absent where we may break nothing. */
export type FaceStage = Pick<Stage, "entries" | "dispose"> & {
  readonly faults?: Pick<Stage, "redis" | "redisUrl" | "keyringFile" | "servers">;
  makeFault?(spec: FaultSpec): Fault;
  /** What a target's process uses, where we started it. */
  figures?(): Promise<ProcessFigures | null>;
  /** What the servers must keep to themselves: no error body may hold it. */
  readonly secrets?: readonly string[];
};
