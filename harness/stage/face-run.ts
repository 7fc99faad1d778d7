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

/** All that running one face needs. */
export interface FaceRun {
  readonly run: RunInfo;
  readonly face: Omit<FaceInfo, "startedAt">;
  readonly plan: FacePlan;
  readonly protocol: Protocol;
  readonly historyFile: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Headers of a client with another API key, where a plan has probes that need one. */
  readonly otherIdentity?: Readonly<Record<string, string>>;
  /** Changes to the usual limits of an exchange. */
  readonly exchange?: Partial<ExchangeLimits>;
  readonly live: LiveCounts;
  /** Called with a sentence when the history cannot be written any more. */
  readonly onWarning?: (text: string) => void;
  readonly root: string;
  /** Aborted when the run is interrupted. */
  readonly signal: AbortSignal;
  /** Called with each record as it is written. Returns a reason to end the face, or null. */
  readonly watch?: (record: HistoryRecord) => string | null;
  /** Another engine in place of our own. It reports its own event-loop delay. */
  readonly load?: (plan: FacePlan, face: FaceContext) => Promise<{ readonly loopDelayP99Ms: number }>;
  /** Starts the face's servers. `onLog` gets their log lines. */
  setStage(hooks: {
    onLog(line: Readonly<Record<string, unknown>>): void;
    onTrouble(what: string): void;
    signal: AbortSignal;
  }): Promise<FaceStage>;
}

/** The servers to load. `faults` (our servers) and `makeFault` (the user's) are absent where nothing may be broken. */
export type FaceStage = Pick<Stage, "entries" | "dispose"> & {
  readonly faults?: Pick<Stage, "redis" | "redisUrl" | "keyringFile" | "servers">;
  makeFault?(spec: FaultSpec): Fault;
  /** What the target's process uses, if we started it. */
  figures?(): Promise<ProcessFigures | null>;
  /** Secrets that no error body may contain. */
  readonly secrets?: readonly string[];
};
