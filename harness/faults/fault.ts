import type { FaultSeen } from "../history/fault-seen.ts";
import type { FaultKind, FaultSpec } from "../plan/scenario.ts";
import type { BreakableRedis } from "../redis/breakable-redis.ts";

/** A fault starts, observes its own effect, and can always be undone. A monitor is a fault that breaks nothing and has a `check`. */
export interface Fault {
  readonly name: FaultKind;
  /** For monitors: measures from the start of the face on, before the fault's own moment, until the signal is aborted. */
  watch?(signal: AbortSignal): Promise<void>;
  /** @throws when its effect is not observed in time */
  start(signal: AbortSignal): Promise<Observation>;
  /**
   * For monitors: what was measured by the end of its time.
   *
   * @throws Disproved when a value is outside its limit
   */
  check?(signal: AbortSignal): Promise<Observation>;
  /** Undoes it. Idempotent, and safe when the start failed. */
  end(): Promise<void>;
}

/** The observed effect of a fault. */
export interface Observation {
  readonly seen: FaultSeen;
  /** The same for people, e.g. `PING refused`. No program reads it. */
  readonly observed: string;
  readonly afterMs: number;
}

/** Thrown by a monitor that measured a value outside its limit. A green face then fails. */
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
  /** Sends the signal and waits until the process is gone; after `limitMs` it is killed. */
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
  /** The address that clients connect to: the front, or the first instance. */
  readonly entry: string;
  readonly keyringFile: string;
  /** The project's folder, where its scripts are. */
  readonly root: string;
}

export type FaultMaker = (spec: FaultSpec, stage: FaultStage) => Fault;
