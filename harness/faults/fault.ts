import type { FaultKind, FaultSpec } from "../plan/scenario.ts";
import type { BreakableRedis } from "../redis/redis.ts";

/** A fault starts, proves that it really happened, and can always be undone. */
export interface Fault {
  readonly name: FaultKind;
  /** @throws when its proof does not come in time */
  start(signal: AbortSignal): Promise<FaultProof>;
  /** Undoes it. Idempotent, and safe when the start failed. */
  end(): Promise<void>;
}

export interface FaultProof {
  /** What was seen, e.g. `PING refused`. */
  readonly observed: string;
  readonly afterMs: number;
}

/** What a fault may break. */
export interface FaultStage {
  readonly redis: BreakableRedis;
  /** Base URLs of the servers. */
  readonly instances: readonly string[];
  readonly keyringFile: string;
  /** The project's folder, where its scripts are. */
  readonly root: string;
}

export type FaultMaker = (spec: FaultSpec, stage: FaultStage) => Fault;
