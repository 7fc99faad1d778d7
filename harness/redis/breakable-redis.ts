import type { FaultProxy } from "./fault-proxy.ts";

/** A Redis that a scenario may break, behind one stable address. */
export interface BreakableRedis {
  readonly how: "container" | "binary" | "url";
  /** What servers connect to: always the fault proxy, `redis://127.0.0.1:PORT`. */
  readonly url: string;
  /** The same Redis without the proxy before it, for faces that do not break it: the proxy costs time and processor. */
  readonly directUrl: string;
  readonly proxy: FaultProxy;
  /** Whether a PING through the proxy is answered within 500 ms. Never throws. */
  answers(): Promise<boolean>;
  /** Gone at once, as by a crash. */
  kill(): Promise<void>;
  /** Gone in good order. */
  stop(): Promise<void>;
  /** Back, with what its append-only file holds; waits until PING is answered. */
  restart(): Promise<void>;
  /** Reachable and silent. */
  pause(): Promise<void>;
  unpause(): Promise<void>;
  /** Set where a replica and a Sentinel stand by. */
  readonly failover?: Failover;
  /** Ends it in any state and leaves nothing behind. Idempotent. */
  dispose(): Promise<void>;
}

/** A primary with a replica, and a Sentinel that promotes it. */
export interface Failover {
  /** From now on nothing that the primary acknowledges reaches the replica. */
  cutReplication(): Promise<void>;
  /** The primary is gone at once, as by a crash. */
  killPrimary(): Promise<void>;
  /** The port of what Sentinel says is the primary now, and whether that one says so too. */
  primary(): Promise<{ readonly port: number; readonly agrees: boolean }>;
  readonly firstPort: number;
}

/** One way to get Redis instances, decided once a run. */
export interface RedisProvider {
  readonly how: BreakableRedis["how"];
  /** For people and for the results, e.g. `container redis:7-alpine`. */
  readonly describe: string;
  start(options: StartOptions): Promise<BreakableRedis>;
}

export interface StartOptions {
  readonly signal: AbortSignal;
  /** Further arguments of `redis-server`; a `url` cannot heed them. */
  readonly args?: readonly string[];
}
