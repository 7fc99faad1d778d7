import type { FaultSeen } from "../history/fault-seen.ts";
import type { FaultKind, FaultSpec } from "../plan/scenario.ts";
import type { BreakableRedis } from "../redis/breakable-redis.ts";

/** A fault starts, proves that it really happened, and can always be undone. */
export interface Fault {
  readonly name: FaultKind;
  /** @throws when its proof does not come in time */
  start(signal: AbortSignal): Promise<FaultProof>;
  /**
   * For probes: what is seen at the end of its time, before it is undone.
   *
   * @throws Disproved when the server is outside the limit that it has to keep
   */
  check?(signal: AbortSignal): Promise<FaultProof>;
  /** Undoes it. Idempotent, and safe when the start failed. */
  end(): Promise<void>;
}

export interface FaultProof {
  readonly seen: FaultSeen;
  /** The same for people, e.g. `PING refused`. No program reads it. */
  readonly observed: string;
  readonly afterMs: number;
}

/** Thrown by a probe that looked and found the server outside its limit: the face is red. */
export class Disproved extends Error {
  readonly seen: FaultSeen;
  constructor(message: string, seen: FaultSeen) {
    super(message);
    this.seen = seen;
  }
}

/** A server that a fault may stop and start again at the same address. */
interface BreakableServer {
  readonly url: string;
  /** Sends the signal and waits until the process is gone, `limitMs` at the most; then it is killed. */
  end(how: "SIGTERM" | "SIGKILL", limitMs: number): Promise<void>;
  /** Starts it again with the same settings and port; waits until it is ready. */
  restart(): Promise<void>;
}

/** What a fault may break. */
export interface FaultStage {
  readonly redis: BreakableRedis;
  /** Base URLs of the servers. */
  readonly instances: readonly string[];
  readonly servers: readonly BreakableServer[];
  /** Where the clients connect to: the front, or the first instance. */
  readonly entry: string;
  readonly keyringFile: string;
  /** The project's folder, where its scripts are. */
  readonly root: string;
}

export type FaultMaker = (spec: FaultSpec, stage: FaultStage) => Fault;
